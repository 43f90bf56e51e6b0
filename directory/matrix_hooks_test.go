package directory_test

import (
	"context"
	"slices"

	"roster/access"
	"roster/directory"
)

// byPortal are methods that the portal's receiver of webhooks calls, for nobody. None
// changes anything, and what they return reaches no page: see hooks_own_test.go.
var byPortal = []string{"Receivers", "ReceiverKeys", "MissedDeliveries"}

// A webhook is about nobody: what the person of a cell holds is not looked at.
var (
	everyHookReader = map[string]string{
		admin: "yyyy", helpdesk: "mmmm", auditor: "mmmm", senior: "mmmm", ordinary: "mmmm", anonymous: "mmmm", lateAdmin: "yyyy",
	}
	everyHookKeeper = map[string]string{
		admin: "yyyy", helpdesk: "mmmm", auditor: "mmmm", senior: "mmmm", ordinary: "mmmm", anonymous: "mmmm", lateAdmin: "uuuu",
	}
)

var hookRows = []row{
	{"Hooks", access.WebhookRead, false, func(ctx context.Context, d *directory.Directory, a access.Actor, _ string) error {
		_, err := d.Hooks(ctx, a)
		return err
	}, everyHookReader, false},
	{"Hook", access.WebhookRead, false, func(ctx context.Context, d *directory.Directory, a access.Actor, _ string) error {
		_, err := d.Hook(ctx, a, "h1", directory.DeliveryQuery{PageSize: 20})
		return err
	}, everyHookReader, false},
	{"CreateHook", access.WebhookCreate, true, func(ctx context.Context, d *directory.Directory, a access.Actor, _ string) error {
		_, err := d.CreateHook(ctx, a, directory.HookDraft{Name: "Mine", URL: "https://hook.example/", Events: []string{"User.Created"}})
		return err
	}, everyHookKeeper, true},
	{"RegisterReceiver", access.WebhookCreate, true, func(ctx context.Context, d *directory.Directory, a access.Actor, _ string) error {
		_, err := d.RegisterReceiver(ctx, a)
		return err
	}, everyHookKeeper, true},
	{"UpdateHook", access.WebhookUpdate, true, func(ctx context.Context, d *directory.Directory, a access.Actor, _ string) error {
		return d.UpdateHook(ctx, a, "h1", renamed("Other"))
	}, everyHookKeeper, true},
	{"SetHookEnabled", access.WebhookDisable, true, func(ctx context.Context, d *directory.Directory, a access.Actor, _ string) error {
		return d.SetHookEnabled(ctx, a, "h1", false)
	}, everyHookKeeper, true},
	{"SetHookEnabled", access.WebhookEnable, true, func(ctx context.Context, d *directory.Directory, a access.Actor, _ string) error {
		return d.SetHookEnabled(ctx, a, "h1", true)
	}, everyHookKeeper, true},
	{"TestHook", access.WebhookTest, true, func(ctx context.Context, d *directory.Directory, a access.Actor, _ string) error {
		return d.TestHook(ctx, a, "h1", "User.Created")
	}, everyHookKeeper, true},
	{"RotateHookKey", access.WebhookRotate, true, func(ctx context.Context, d *directory.Directory, a access.Actor, _ string) error {
		return d.RotateHookKey(ctx, a, "h1")
	}, everyHookKeeper, true},
	{"DeleteHook", access.WebhookDelete, true, func(ctx context.Context, d *directory.Directory, a access.Actor, _ string) error {
		return d.DeleteHook(ctx, a, "h1")
	}, everyHookKeeper, true},
}

// renamed is an edit of the name alone, of the webhook that arrangeHook makes.
func renamed(name string) directory.HookEdit {
	return directory.HookEdit{
		Name: directory.Edit{Base: "Name of h1", Value: name}, URL: same("https://hook.example/1"),
		EventsBase: []string{"User.Created"}, Events: []string{"User.Created"},
		Headers: []directory.HookHeader{{Was: "Authorization", Name: "Authorization"}},
	}
}

// arrangeHook makes a webhook that is not the portal's, off for a row that switches it on.
func arrangeHook(w *world, r row) {
	w.logto.hook("h1", "https://hook.example/1", []string{"User.Created"}, "Authorization", "Bearer hush")["enabled"] = r.action != access.WebhookEnable
}

// aboutHook is what an entry of a row about webhooks is about.
func aboutHook(r row, phase, about string) string {
	switch {
	case !slices.ContainsFunc(hookRows, func(other row) bool { return other.method == r.method }):
		return about
	case r.action == access.WebhookCreate && phase == "done":
		return "made-hook"
	case r.action == access.WebhookRead || r.action == access.WebhookCreate:
		return ""
	}
	return "h1"
}
