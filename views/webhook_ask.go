package views

import (
	"context"

	"roster/i18n"
	"roster/views/paths"
	"roster/views/ui"
)

// FragmentWebhook is the region of a page that changes a webhook, or asks before it is
// done.
const FragmentWebhook = "webhook-form"

// WebhookAsk is what such a page asks.
type WebhookAsk string

// The questions.
const (
	AskRegister WebhookAsk = "register"
	AskEnable   WebhookAsk = "enable"
	AskDisable  WebhookAsk = "disable"
	AskTest     WebhookAsk = "test"
	AskRotate   WebhookAsk = "rotate"
	AskDelete   WebhookAsk = "delete"
)

// FieldEvent is which event a test sends.
const FieldEvent = "event"

// WebhookAsking is how a form about a webhook stands: what keeps it from being sent, and
// what became of it.
type WebhookAsking struct {
	Action, Token   string
	Refused         Message
	StepUp          bool
	Typed, Restored bool
	Problem         Message
	Failure         *Failure
	Uncertain       bool
}

// asks tells that there is a form: not where it could only be refused.
func (p WebhookAsking) asks() bool { return p.Refused.None() || p.StepUp || p.Typed }

// WebhookAskProps asks before something is done with a webhook. ID is "" where there is
// none yet.
type WebhookAskProps struct {
	WebhookAsking
	Kind          WebhookAsk
	ID, Name, URL string
	Own           bool
	// Configured: its key is one of LOGTO_WEBHOOK_SECRET.
	Configured bool
	Events     []string
	Event      Field
	Enabled    bool
	Requests   int
}

var webhookAsks = map[WebhookAsk]struct {
	title, verb string
	icon        ui.Icon
	tone        ui.Tone
}{
	AskRegister: {"webhooks.register", "webhooks.register.verb", ui.IconWebhook, ui.ToneInfo},
	AskEnable:   {"webhooks.enable", "webhooks.enable.verb", ui.IconSuccess, ui.ToneInfo},
	AskDisable:  {"webhooks.disable", "webhooks.disable.verb", ui.IconSuspend, ui.ToneError},
	AskTest:     {"webhooks.test", "webhooks.test.verb", ui.IconInvitation, ui.ToneInfo},
	AskRotate:   {"webhooks.rotate", "webhooks.rotate.verb", ui.IconRefresh, ui.ToneError},
	AskDelete:   {"webhooks.delete", "webhooks.delete.verb", ui.IconDelete, ui.ToneError},
}

func (p WebhookAskProps) back() string {
	if p.ID == "" || p.Kind == AskRegister {
		return paths.Webhooks()
	}
	return paths.Webhook(p.ID)
}

// effects are what will happen.
func (p WebhookAskProps) effects(ctx context.Context) []ui.EffectProps {
	effect := func(i ui.Icon, key string, args ...any) ui.EffectProps {
		return ui.EffectProps{Icon: i, Text: i18n.T(ctx, key, args...)}
	}
	switch p.Kind {
	case AskRegister:
		first := effect(ui.IconWebhook, "webhooks.register.effect")
		if p.ID != "" {
			first = effect(ui.IconWebhook, "webhooks.register.effect-mend")
		}
		first.Detail = p.URL
		return []ui.EffectProps{first, effect(ui.IconFinish, "webhooks.register.effect-events"), effect(ui.IconToken, "webhooks.register.effect-key")}
	case AskEnable:
		return []ui.EffectProps{effect(ui.IconWebhook, "webhooks.enable.effect"), effect(ui.IconHistory, "webhooks.enable.effect-past")}
	case AskDisable:
		all := []ui.EffectProps{effect(ui.IconSuspend, "webhooks.disable.effect")}
		if p.Own {
			all = append(all, effect(ui.IconAlert, "webhooks.effect-own"))
		}
		return all
	case AskTest:
		return []ui.EffectProps{effect(ui.IconInvitation, "webhooks.test.effect"), effect(ui.IconHistory, "webhooks.test.effect-log")}
	case AskRotate:
		return p.rotation(effect)
	}
	all := []ui.EffectProps{effect(ui.IconDelete, "webhooks.delete.effect"), effect(ui.IconUndo, "webhooks.delete.effect-final")}
	if p.Own {
		all = append(all, effect(ui.IconAlert, "webhooks.effect-own"))
	}
	return all
}

// rotation says who has to be given the new key.
func (p WebhookAskProps) rotation(effect func(ui.Icon, string, ...any) ui.EffectProps) []ui.EffectProps {
	all := []ui.EffectProps{effect(ui.IconToken, "webhooks.rotate.effect")}
	switch {
	case p.Own && p.Configured:
		all = append(all, effect(ui.IconAlert, "webhooks.rotate.effect-configured"))
	case p.Own:
		all = append(all, effect(ui.IconSuccess, "webhooks.rotate.effect-own"))
	default:
		all = append(all, effect(ui.IconAlert, "webhooks.rotate.effect-foreign"))
	}
	if !p.Own || p.Configured {
		all = append(all, effect(ui.IconLook, "webhooks.rotate.effect-console"))
	}
	return all
}

func webhookEvent(ctx context.Context, p WebhookAskProps) ui.FieldProps {
	f := ui.FieldProps{
		ID: fieldID(FragmentWebhook, FieldEvent), Name: FieldEvent, Label: i18n.T(ctx, "webhooks.test.event"), Value: p.Event.Value,
		Problem: say(ctx, p.Event.Problem), Focus: !p.Event.Problem.None(), Wide: true,
	}
	for _, event := range p.Events {
		f.Options = append(f.Options, ui.Option{Value: event, Text: eventName(ctx, event)})
	}
	return f
}
