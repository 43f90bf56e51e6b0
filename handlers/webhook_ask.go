package handlers

import (
	"context"
	"errors"
	"net/http"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
	"roster/views"
	"roster/views/paths"
)

// hookKeeper is what is needed of package directory to change webhooks, which Directory
// documents.
type hookKeeper interface {
	CreateHook(ctx context.Context, actor access.Actor, draft directory.HookDraft) (string, error)
	UpdateHook(ctx context.Context, actor access.Actor, id string, edit directory.HookEdit) error
	SetHookEnabled(ctx context.Context, actor access.Actor, id string, on bool) error
	TestHook(ctx context.Context, actor access.Actor, id, event string) error
	RotateHookKey(ctx context.Context, actor access.Actor, id string) error
	DeleteHook(ctx context.Context, actor access.Actor, id string) error
	RegisterReceiver(ctx context.Context, actor access.Actor) (string, error)
}

// webhookAsk is a page that asks before something is done with a webhook.
type webhookAsk struct {
	*app
	hooks  hookReader
	keeper hookKeeper
	hookQuestion
}

// hookQuestion is what tells these pages apart.
type hookQuestion struct {
	kind   views.WebhookAsk
	action access.Action
	said   string // an i18n key
	do     func(ctx context.Context, h webhookAsk, r *http.Request, form map[string]string) error
}

var hookQuestions = map[string]hookQuestion{
	"enable": {views.AskEnable, access.WebhookEnable, "webhooks.enable.done", func(ctx context.Context, h webhookAsk, r *http.Request, _ map[string]string) error {
		return h.keeper.SetHookEnabled(ctx, actor(r), r.PathValue("id"), true)
	}},
	"disable": {views.AskDisable, access.WebhookDisable, "webhooks.disable.done", func(ctx context.Context, h webhookAsk, r *http.Request, _ map[string]string) error {
		return h.keeper.SetHookEnabled(ctx, actor(r), r.PathValue("id"), false)
	}},
	"test": {views.AskTest, access.WebhookTest, "webhooks.test.done", func(ctx context.Context, h webhookAsk, r *http.Request, form map[string]string) error {
		return h.keeper.TestHook(ctx, actor(r), r.PathValue("id"), form[views.FieldEvent])
	}},
	"rotate": {views.AskRotate, access.WebhookRotate, "webhooks.rotate.done", func(ctx context.Context, h webhookAsk, r *http.Request, _ map[string]string) error {
		return h.keeper.RotateHookKey(ctx, actor(r), r.PathValue("id"))
	}},
	"delete": {views.AskDelete, access.WebhookDelete, "webhooks.delete.done", func(ctx context.Context, h webhookAsk, r *http.Request, _ map[string]string) error {
		return h.keeper.DeleteHook(ctx, actor(r), r.PathValue("id"))
	}},
}

// registerReceiver makes or mends the portal's own webhook.
var registerReceiver = hookQuestion{views.AskRegister, access.WebhookCreate, "webhooks.register.done", func(ctx context.Context, h webhookAsk, r *http.Request, _ map[string]string) error {
	_, err := h.keeper.RegisterReceiver(ctx, actor(r))
	return err
}}

func (h webhookAsk) page(w http.ResponseWriter, r *http.Request) error {
	props, err := h.props(r)
	if err != nil {
		return err
	}
	if props.Refused.None() {
		if d, ok := h.takeDraft(w, r, r.URL.Path); ok {
			props.Restored = true
			if typed := d.Values[views.FieldEvent]; typed != "" {
				props.Event.Value = typed
			}
		}
	}
	return h.show(w, r, http.StatusOK, props)
}

// props is the page as it is now.
func (h webhookAsk) props(r *http.Request) (views.WebhookAskProps, error) {
	props := views.WebhookAskProps{Kind: h.kind, ID: r.PathValue("id")}
	props.Refused, props.StepUp = h.mayNot(r, h.action)
	if h.kind == views.AskRegister {
		list, err := h.hooks.Hooks(r.Context(), actor(r))
		own := receiverProps(list)
		props.ID, props.URL = own.ID, own.URL
		return props, err
	}
	all, err := h.hooks.Hook(r.Context(), actor(r), props.ID, directory.DeliveryQuery{})
	if err != nil {
		return props, err
	}
	row := webhookRow(all.Hook)
	props.Name, props.URL, props.Own, props.Configured, props.Events = row.Name, row.URL, row.Own, all.Hook.Configured, all.Hook.Events
	return props, nil
}

func (h webhookAsk) show(w http.ResponseWriter, r *http.Request, status int, props views.WebhookAskProps) error {
	props.Action = r.URL.Path
	props.Token = h.tokens.issue(visitOf(r).personID(), r.URL.Path, nil)
	return h.render(w, r, status, views.WebhookAskPage(h.shell(w, r), props), views.FragmentWebhook)
}

func (h webhookAsk) save(w http.ResponseWriter, r *http.Request) error {
	in, err := h.ownForm(r, func(name string) bool { return name == views.FieldEvent && h.kind == views.AskTest })
	if errors.Is(err, errStaleForm) {
		return h.refuse(w, r, in.values, err)
	}
	if err != nil {
		return err
	}
	if in.values[views.FieldThen] == views.ThenSignIn {
		return h.signInFirst(w, r, in)
	}
	err = h.once(r, in.token, func(ctx context.Context) error { return h.do(ctx, h, r, in.values) })
	if errors.Is(err, errSentAlready) {
		h.toast(w, views.Toast{Tone: views.ToneInfo, Message: views.Say("form.sent-already")})
		return h.redirect(w, r, h.afterwards(r))
	}
	if err != nil {
		return h.refuse(w, r, in.values, err)
	}
	h.toast(w, success(h.said))
	return h.redirect(w, r, h.afterwards(r))
}

func (h webhookAsk) afterwards(r *http.Request) string {
	if h.kind == views.AskDelete || h.kind == views.AskRegister {
		return paths.Webhooks()
	}
	return paths.Webhook(r.PathValue("id"))
}

// refuse draws the page again after what was not done. Errors that are not about the form
// go to the error door.
func (h webhookAsk) refuse(w http.ResponseWriter, r *http.Request, typed map[string]string, err error) error {
	status, ok := webhookStatus(err)
	if !ok {
		return err
	}
	h.note(r, status, err)
	props, problem := h.props(r)
	if problem != nil {
		if _, _, away := failureOf(actor(r), problem, ""); !away {
			return problem
		}
		props.Name = r.PathValue("id")
	}
	props.Event.Value = typed[views.FieldEvent]
	explainWebhook(r, &props.WebhookAsking, err)
	if invalid, is := errors.AsType[*directory.Invalid](err); is {
		props.Event.Problem = webhookProblem(invalid.Fields[directory.HookEvents])
	}
	return h.show(w, r, status, props)
}

// webhookStatus tells whether err is about the form, and what it answers with.
func webhookStatus(err error) (int, bool) {
	if denied, ok := errors.AsType[*access.Denied](err); ok {
		_, known := lifeRefusals[denied.Reason]
		return http.StatusForbidden, known
	}
	_, tested := errors.AsType[*directory.TestFailed](err)
	switch {
	case tested || errors.Is(err, directory.ErrNoReceiver):
		return http.StatusUnprocessableEntity, true
	case errors.Is(err, directory.ErrBusy):
		return http.StatusConflict, true
	case apiclient.IsNotFound(err):
		return 0, false
	}
	return refusalStatus(err)
}

// explainWebhook writes into a form what became of it. What was just found out counts, not
// what the page would say by itself.
func explainWebhook(r *http.Request, asking *views.WebhookAsking, err error) {
	asking.Typed, asking.Refused, asking.StepUp = true, views.Message{}, false
	denied, _ := errors.AsType[*access.Denied](err)
	test, _ := errors.AsType[*directory.TestFailed](err)
	_, invalid := errors.AsType[*directory.Invalid](err)
	switch {
	case denied != nil:
		asking.Refused, asking.StepUp = lifeRefusals[denied.Reason], denied.Reason == access.StepUp
	case test != nil && test.Status > 0:
		asking.Problem = views.Say("webhooks.test.answered", "status", test.Status)
	case test != nil:
		asking.Problem = views.Say("webhooks.test.silent")
	case errors.Is(err, directory.ErrNoReceiver):
		asking.Problem = views.Say("webhooks.problem.no-receiver")
	case errors.Is(err, directory.ErrBusy):
		asking.Problem = views.Say("life.busy")
	case errors.Is(err, errStaleForm):
		asking.Problem = views.Say("form.stale")
	case invalid: // stands under its field
	default:
		if asking.Failure, _, _ = failureOf(actor(r), err, ""); asking.Failure == nil {
			asking.Problem = views.Say("problem.refused")
		}
		asking.Uncertain = errors.Is(err, directory.ErrUncertain)
	}
}
