package handlers

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
	"roster/views"
	"roster/views/paths"
)

// webhookForm makes a webhook, or changes the one in its address.
type webhookForm struct {
	*app
	hooks  hookReader
	keeper hookKeeper
}

// blankHeaders is how many headers can be added at a time.
const blankHeaders = 3

// webhookFields are the fields of the form.
var (
	headerFields  = regexp.MustCompile(`^(?:base\.header\.[0-9]{1,2}|header\.[0-9]{1,2}\.(?:name|value))$`)
	eventFields   = regexp.MustCompile(`^event\.[0-9A-Za-z.]{1,64}$`)
	webhookFields = []string{views.FieldName, views.FieldHookURL, views.FieldInClear, views.FieldEvents}
)

func isWebhookField(name string) bool {
	return headerFields.MatchString(name) || eventFields.MatchString(name) || slices.Contains(webhookFields, strings.TrimPrefix(name, views.BaseName("")))
}

func (h webhookForm) page(w http.ResponseWriter, r *http.Request) error {
	props, err := h.props(r)
	if err != nil {
		return err
	}
	if props.Refused.None() {
		if d, ok := h.takeDraft(w, r, r.URL.Path); ok {
			retypeWebhook(&props, d.Values)
			props.Restored = true
		}
	}
	return h.show(w, r, http.StatusOK, props)
}

// props is the form as the webhook is now.
func (h webhookForm) props(r *http.Request) (views.WebhookFormProps, error) {
	props := views.WebhookFormProps{ID: r.PathValue("id"), Known: apiclient.HookEvents()}
	action := access.WebhookUpdate
	if props.ID == "" {
		action = access.WebhookCreate
	}
	props.Refused, props.StepUp = h.mayNot(r, action)
	if props.ID != "" {
		all, err := h.hooks.Hook(r.Context(), actor(r), props.ID, directory.DeliveryQuery{})
		if err != nil {
			return props, err
		}
		hook := all.Hook
		props.HookName, props.Name, props.Address = hook.Name, samePlace(hook.Name), samePlace(hook.Config.URL)
		props.Ticked, props.Base = hook.Events, hook.Events
		for _, event := range hook.Events {
			if !slices.Contains(props.Known, event) {
				props.Known = append(props.Known, event)
			}
		}
		for _, name := range slices.Sorted(maps.Keys(hook.Config.Headers)) {
			props.Headers = append(props.Headers, views.WebhookHeader{Was: name, Name: name})
		}
	}
	props.Headers = append(props.Headers, make([]views.WebhookHeader, blankHeaders)...)
	return props, nil
}

func (h webhookForm) show(w http.ResponseWriter, r *http.Request, status int, props views.WebhookFormProps) error {
	props.Action = r.URL.Path
	props.Token = h.tokens.issue(visitOf(r).personID(), r.URL.Path, props.Bases())
	return h.render(w, r, status, views.WebhookFormPage(h.shell(w, r), props), views.FragmentWebhook)
}

// retypeWebhook puts what was typed back into the form, beside what it was drawn with.
func retypeWebhook(props *views.WebhookFormProps, typed map[string]string) {
	props.Name = views.Field{Value: typed[views.FieldName], Base: typed[views.BaseName(views.FieldName)]}
	props.Address = views.Field{Value: typed[views.FieldHookURL], Base: typed[views.BaseName(views.FieldHookURL)]}
	props.InClear = typed[views.FieldInClear] == views.On
	props.AskInClear = props.InClear || directory.SendsInClear(props.Address.Value) && props.Address.Value != props.Address.Base
	props.Base, props.Ticked = strings.Fields(typed[views.BaseName(views.FieldEvents)]), prefixed(typed, views.PrefixEvent)
	for _, event := range props.Base {
		if !slices.Contains(props.Known, event) {
			props.Known = append(props.Known, event)
		}
	}
	props.Headers = typedHeaders(typed)
}

// typedHeaders are the headers of a form as it came in. Over a sign-in what was typed as
// a value was not kept, and has to be typed again.
func typedHeaders(typed map[string]string) []views.WebhookHeader {
	var headers []views.WebhookHeader
	for n := 0; ; n++ {
		name, there := typed[views.HeaderField(n, views.PartName)]
		if !there {
			return headers
		}
		value, kept := typed[views.HeaderField(n, views.PartValue)]
		header := views.WebhookHeader{Was: typed[views.BaseName(views.Header(n))], Name: name, Value: value}
		if !kept {
			header.Problem = views.Say("webhooks.problem.header-again")
		}
		headers = append(headers, header)
	}
}

func (h webhookForm) save(w http.ResponseWriter, r *http.Request) error {
	in, err := h.ownForm(r, isWebhookField)
	if errors.Is(err, errStaleForm) {
		return h.refuse(w, r, in.values, err)
	}
	if err != nil {
		return err
	}
	then := in.values[views.FieldThen]
	all, ticks := strings.CutPrefix(then, views.ThenAll)
	none, unticks := strings.CutPrefix(then, views.ThenNone)
	switch {
	case then == views.ThenSignIn:
		return h.signInFirst(w, r, in)
	case ticks:
		return h.tick(w, r, in.values, all, true)
	case unticks:
		return h.tick(w, r, in.values, none, false)
	}
	id := r.PathValue("id")
	err = h.once(r, in.token, func(ctx context.Context) (err error) {
		id, err = h.send(ctx, r, in.values)
		return err
	})
	if errors.Is(err, errSentAlready) {
		h.toast(w, views.Toast{Tone: views.ToneInfo, Message: views.Say("form.sent-already")})
		return h.redirect(w, r, paths.Webhooks())
	}
	if err != nil {
		return h.refuse(w, r, in.values, err)
	}
	said := "webhooks.new.done"
	if r.PathValue("id") != "" {
		said = "webhooks.edit.done"
	}
	h.toast(w, success(said))
	return h.redirect(w, r, paths.Webhook(id))
}

// tick ticks or unticks a group of events and draws the form again: it works without
// script.
func (h webhookForm) tick(w http.ResponseWriter, r *http.Request, typed map[string]string, group string, on bool) error {
	props, err := h.props(r)
	if err != nil {
		return err
	}
	retypeWebhook(&props, typed)
	props.Ticked = slices.DeleteFunc(props.Ticked, func(event string) bool { return views.EventGroup(event) == group })
	for _, event := range props.Known {
		if on && views.EventGroup(event) == group {
			props.Ticked = append(props.Ticked, event)
		}
	}
	props.FocusGroup = group
	return h.show(w, r, http.StatusOK, props)
}

// send makes the webhook, or changes it, and returns its id.
func (h webhookForm) send(ctx context.Context, r *http.Request, form map[string]string) (string, error) {
	var headers []directory.HookHeader
	for _, one := range typedHeaders(form) {
		headers = append(headers, directory.HookHeader{Was: one.Was, Name: one.Name, Value: apiclient.Secret(one.Value)})
	}
	events, inClear := prefixed(form, views.PrefixEvent), form[views.FieldInClear] == views.On
	id := r.PathValue("id")
	if id == "" {
		return h.keeper.CreateHook(ctx, actor(r), directory.HookDraft{
			Name: form[views.FieldName], URL: form[views.FieldHookURL], Events: events, Headers: headers, InClear: inClear,
		})
	}
	edit := func(name string) directory.Edit {
		return directory.Edit{Base: form[views.BaseName(name)], Value: form[name]}
	}
	return id, h.keeper.UpdateHook(ctx, actor(r), id, directory.HookEdit{
		Name: edit(views.FieldName), URL: edit(views.FieldHookURL), EventsBase: strings.Fields(form[views.BaseName(views.FieldEvents)]),
		Events: events, Headers: headers, InClear: inClear,
	})
}

// refuse draws the form again with what was typed.
func (h webhookForm) refuse(w http.ResponseWriter, r *http.Request, typed map[string]string, err error) error {
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
		props.HookName = r.PathValue("id")
	}
	retypeWebhook(&props, typed)
	explainWebhook(r, &props.WebhookAsking, err)
	if invalid, is := errors.AsType[*directory.Invalid](err); is {
		explainWebhookFields(&props, invalid.Fields)
	}
	return h.show(w, r, status, props)
}

func explainWebhookFields(props *views.WebhookFormProps, codes map[string]string) {
	props.Name.Problem = webhookProblem(codes[string(directory.Name)])
	props.Address.Problem = webhookProblem(codes[directory.HookURL])
	props.AskInClear = props.AskInClear || codes[directory.HookURL] == directory.InClear
	props.EventsProblem = webhookProblem(codes[directory.HookEvents])
	if codes[directory.HookEvents] == directory.Missing {
		props.EventsProblem = views.Say("webhooks.problem.events")
	}
	props.HeadersProblem = webhookProblem(codes[directory.HookHeaders])
	for n := range props.Headers {
		code := codes[directory.HeaderField(n)]
		props.Headers[n].Problem = webhookProblem(code)
		if code == directory.Missing {
			props.Headers[n].Problem = views.Say("webhooks.problem.header-value")
		}
	}
}

// hookProblems are the sentences for what directory says of a webhook.
var hookProblems = map[string]string{
	directory.Missing: "webhooks.problem.missing", directory.InvalidCharacters: "problem.control", directory.InvalidURL: "webhooks.problem.url",
	directory.WithPassword: "webhooks.problem.password", directory.InClear: "webhooks.problem.in-clear", directory.UnknownEvent: "webhooks.problem.event",
	directory.ChangedMeanwhile: "webhooks.problem.changed", directory.InvalidKey: "webhooks.problem.header",
	directory.HeaderReserved: "webhooks.problem.reserved", directory.TypeAgain: "webhooks.problem.header-moved", directory.NameTaken: "webhooks.problem.header-twice",
}

func webhookProblem(code string) views.Message {
	switch key, known := hookProblems[code]; {
	case code == "":
		return views.Message{}
	case known:
		return views.Say(key)
	case code == directory.TooMany:
		return views.Say("webhooks.problem.many", "max", directory.MaxHookHeaders)
	case code == directory.TooLong:
		return views.Say("problem.long-for-logto")
	}
	return views.Say("problem.refused")
}
