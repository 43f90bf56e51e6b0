package emulator

import "net/http"

// webhookRoutes are the webhooks.
func webhookRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/hooks", handler: listHooks},
		{method: http.MethodGet, path: "/hooks/:id", handler: getHook},
		{method: http.MethodPost, path: "/hooks", handler: createHook},
		{method: http.MethodPost, path: "/hooks/:id/test", handler: tryHook},
		{method: http.MethodPatch, path: "/hooks/:id", handler: patchHook},
		{method: http.MethodPatch, path: "/hooks/:id/signing-key", handler: rotateHookKey},
		{method: http.MethodDelete, path: "/hooks/:id", handler: deleteHook},
		{method: http.MethodGet, path: "/hooks/:id/recent-logs", handler: listHookLogs},
	}
}

// hookEvents are the events a webhook can listen to, in Logto's order.
var hookEvents = []string{
	"PostRegister", "PostSignIn", "PostSignInAdaptiveMfaTriggered", "PostResetPassword",
	"User.Created", "User.Deleted", "User.Data.Updated", "User.SuspensionStatus.Updated",
	"Role.Created", "Role.Deleted", "Role.Data.Updated", "Role.Scopes.Updated",
	"Scope.Created", "Scope.Deleted", "Scope.Data.Updated",
	"Organization.Created", "Organization.Deleted", "Organization.Data.Updated", "Organization.Membership.Updated",
	"OrganizationRole.Created", "OrganizationRole.Deleted", "OrganizationRole.Data.Updated", "OrganizationRole.Scopes.Updated",
	"OrganizationScope.Created", "OrganizationScope.Deleted", "OrganizationScope.Data.Updated",
	"Identifier.Lockout", "Message.RateLimited", "Grant.LimitExceeded",
}

func hookView(h *hook) map[string]any {
	return map[string]any{
		"tenantId": tenantID, "id": h.id, "name": h.name, "event": nil, "events": h.events, "config": h.config,
		"signingKey": h.signingKey, "enabled": h.enabled, "createdAt": h.createdAt,
	}
}

// hookViewFor adds the counts of the last day when the query asks with any text.
func hookViewFor(r *request) func(*hook) map[string]any {
	if r.query.get("includeExecutionStats") == "" {
		return hookView
	}
	return func(h *hook) map[string]any {
		view := hookView(h)
		arrived, all := r.tenant.hookCounts(h.id)
		view["executionStats"] = map[string]any{"successCount": arrived, "requestCount": all}
		return view
	}
}

func listHooks(r *request) (response, error) {
	p, err := r.optionalPage()
	if err != nil {
		return response{}, err
	}
	rows := newestFirst(r.tenant.mgmt.hooks.rows)
	return listAll(views(pageOf(rows, p), hookViewFor(r)), p, len(rows))
}

func getHook(r *request) (response, error) {
	have, err := row(&r.tenant.mgmt.hooks, r.param("id"))
	if err != nil {
		return response{}, err
	}
	return ok(hookViewFor(r)(have))
}

func hookConfigSchema() objectSchema {
	return obj(key{"url", str()}, key{"headers", opt(mapOf(str()))}, key{"retries", opt(num().int().min(0).max(3))})
}

func createHook(r *request) (response, error) {
	event := enum(hookEvents...)
	o, err := r.guardBody(obj(
		key{"name", opt(str().min(1).max(256))}, key{"event", opt(nullable(event))},
		key{"events", opt(arr(event).min(1))}, key{"config", hookConfigSchema()}, key{"enabled", opt(boolean())},
	))
	if err != nil {
		return response{}, err
	}
	events, _ := o["events"].([]any)
	if one := o.str("event"); events == nil && one != "" {
		events = []any{one}
	}
	if len(events) == 0 {
		return response{}, fail(http.StatusBadRequest, "hook.missing_events")
	}
	made := &hook{
		id: longID(), name: o.str("name"), events: events, config: o.obj("config"), signingKey: secretText(),
		enabled: !o.has("enabled") || o.flag("enabled"), createdAt: r.tenant.ms(),
	}
	r.tenant.mgmt.hooks.add(made.id, made)
	r.tenant.recountListeners()
	return created(hookView(made))
}

// patchHook replaces config as a whole; the signing key is not changed here.
func patchHook(r *request) (response, error) {
	o, err := r.guardBody(obj(
		key{"name", str().min(1).max(256)}, key{"events", arr(enum(hookEvents...)).min(1)},
		key{"config", hookConfigSchema()}, key{"enabled", boolean()},
	).partial())
	if err != nil {
		return response{}, err
	}
	if len(o) == 0 {
		return response{}, nothingToWrite()
	}
	have := r.tenant.mgmt.hooks.get(r.param("id"))
	if have == nil {
		return response{}, notExists()
	}
	if o.has("name") {
		have.name = o.str("name")
	}
	if o.has("events") {
		have.events, _ = o["events"].([]any)
	}
	if o.has("config") {
		have.config = o.obj("config")
	}
	if o.has("enabled") {
		have.enabled = o.flag("enabled")
		r.tenant.recountListeners()
	}
	return ok(hookView(have))
}

func rotateHookKey(r *request) (response, error) {
	have := r.tenant.mgmt.hooks.get(r.param("id"))
	if have == nil {
		return response{}, notExists()
	}
	have.signingKey = secretText()
	return ok(hookView(have))
}

func deleteHook(r *request) (response, error) {
	if !r.tenant.mgmt.hooks.remove(r.param("id")) {
		return response{}, notFound()
	}
	r.tenant.recountListeners()
	return noContent()
}
