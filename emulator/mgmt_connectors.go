package emulator

import "net/http"

// connectorRoutes are the connectors and the kinds there are. This server knows one kind, mail by SMTP. Social
// connectors can be looked at and removed; who seeds the tenant makes them.
func connectorRoutes() []route {
	const path = "/connectors"
	return []route{
		{method: http.MethodPost, path: path, handler: createConnector},
		{method: http.MethodGet, path: path, handler: listConnectors},
		{method: http.MethodGet, path: path + "/:id", handler: getConnector},
		{method: http.MethodPatch, path: path + "/:id", handler: patchConnector},
		{method: http.MethodDelete, path: path + "/:id", handler: deleteConnector},
		{method: http.MethodPost, path: path + "/:factoryId/test", handler: testConnector},
		{method: http.MethodGet, path: "/connector-factories", handler: listFactories},
		{method: http.MethodGet, path: "/connector-factories/:id", handler: getFactory},
	}
}

func connectorSchema() objectSchema {
	text := opt(str())
	return obj(
		key{"config", jsonObject()},
		key{"metadata", obj(key{"target", text}, key{"name", jsonObject()}, key{"logo", text}, key{"logoDark", text}).partial()},
		key{"syncProfile", boolean()},
	).partial()
}

// createConnector checks the configuration and stores it without what is empty in it. A connector that was there
// before is gone afterwards, id and all: there is one for mail.
func createConnector(r *request) (response, error) {
	schema := append(objectSchema{key{"connectorId", str().min(1).max(128)}, key{"id", opt(str().min(1).max(128))}}, connectorSchema()...)
	o, err := r.guardBody(schema)
	if err != nil {
		return response{}, err
	}
	if factory := o.str("connectorId"); knownElsewhere(factory) {
		return notSupported("connectors of the kind " + factory)(r)
	} else if factory != smtpFactory {
		return response{}, fail(http.StatusUnprocessableEntity, "connector.not_found_with_connector_id")
	}
	if o.obj("config") != nil {
		if _, err := checkConfig(o.obj("config")); err != nil {
			return response{}, err
		}
	}
	made := &connector{
		id: o.str("id"), config: cleaned(o.obj("config")), metadata: cleaned(o.obj("metadata")), syncProfile: o.flag("syncProfile"),
	}
	if made.id == "" {
		made.id = shortID()
	}
	if r.tenant.mgmt.connectors.get(made.id) != nil {
		return response{}, notUnique()
	}
	r.tenant.mgmt.connectors = newTable[connector]()
	r.tenant.mgmt.connectors.add(made.id, made)
	return ok(connectorView(made))
}

func listConnectors(r *request) (response, error) {
	q, err := r.guardQuery(obj(key{"target", opt(str())}))
	if err != nil {
		return response{}, err
	}
	shown := []any{}
	for _, c := range r.tenant.mgmt.connectors.rows {
		if target := q.str("target"); target == "" || target == smtpMetadata["target"] {
			shown = append(shown, connectorView(c))
		}
	}
	for _, c := range r.tenant.mgmt.social.rows {
		if target := q.str("target"); target == "" || target == c.target {
			shown = append(shown, socialView(c))
		}
	}
	return ok(shown)
}

func (r *request) connector() (*connector, error) {
	if c := r.tenant.mgmt.connectors.get(r.param("id")); c != nil {
		return c, nil
	}
	return nil, notFound()
}

func getConnector(r *request) (response, error) {
	if c := r.tenant.mgmt.social.get(r.param("id")); c != nil {
		return ok(socialView(c))
	}
	c, err := r.connector()
	if err != nil {
		return response{}, err
	}
	return ok(connectorView(c))
}

// patchConnector replaces the configuration as a whole.
func patchConnector(r *request) (response, error) {
	o, err := r.guardBody(connectorSchema())
	if err != nil {
		return response{}, err
	}
	if r.tenant.mgmt.social.get(r.param("id")) != nil {
		return notSupported("changes of social connectors")(r)
	}
	c, err := r.connector()
	switch {
	case err != nil:
		return response{}, err
	case o.obj("metadata") != nil:
		return response{}, fail(http.StatusBadRequest, "connector.cannot_overwrite_metadata_for_non_standard_connector")
	case o.flag("syncProfile"):
		return response{}, fail(http.StatusUnprocessableEntity, "connector.invalid_type_for_syncing_profile")
	case len(o) == 0:
		return response{}, nothingToWrite()
	}
	if config := o.obj("config"); config != nil {
		if _, err := checkConfig(config); err != nil {
			return response{}, err
		}
		c.config = cleaned(config)
	}
	return ok(connectorView(c))
}

// deleteConnector refuses while people whose password has expired need the connector to set a new one.
func deleteConnector(r *request) (response, error) {
	if r.tenant.mgmt.social.remove(r.param("id")) {
		offered := object(r.tenant.settings.signInExperience).strs("socialSignInConnectorTargets")
		r.tenant.settings.signInExperience = merged(r.tenant.settings.signInExperience,
			map[string]any{"socialSignInConnectorTargets": r.tenant.knownTargets(offered)})
		return noContent()
	}
	c, err := r.connector()
	if err != nil {
		return response{}, err
	}
	if object(r.tenant.settings.signInExperience).obj("passwordExpiration").flag("enabled") {
		return response{}, expirationNeedsReset()
	}
	r.tenant.mgmt.connectors.remove(c.id)
	return noContent()
}

// testConnector sends a mail with a configuration that need not be stored.
func testConnector(r *request) (response, error) {
	o, err := r.guardBody(obj(
		key{"phone", opt(str().regex(phonePattern))}, key{"email", opt(str().regex(emailPattern))}, key{"config", jsonObject()},
	))
	if err != nil {
		return response{}, err
	}
	factory := r.param("factoryId")
	switch {
	case !o.has("phone") && !o.has("email"):
		return response{}, fail(http.StatusBadRequest, "guard.invalid_input")
	case knownElsewhere(factory):
		return notSupported("connectors of the kind " + factory)(r)
	case factory != smtpFactory:
		return response{}, fail(http.StatusBadRequest, "connector.not_found")
	case o.has("phone"):
		return response{}, fail(http.StatusBadRequest, "connector.unexpected_type")
	}
	l, err := r.tenant.writeLetter(o.obj("config"), o.str("email"), genericUse, map[string]any{"code": "000000"})
	if err != nil {
		return response{}, err
	}
	return r.tenant.deliver(l, noContent), nil
}

func listFactories(*request) (response, error) { return ok([]any{factoryView()}) }

func getFactory(r *request) (response, error) {
	switch id := r.param("id"); {
	case id == smtpFactory:
		return ok(factoryView())
	case knownElsewhere(id):
		return notSupported("connectors of the kind " + id)(r)
	}
	return response{}, notFound()
}
