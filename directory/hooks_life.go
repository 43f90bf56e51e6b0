package directory

import (
	"context"
	"errors"
	"strconv"

	"roster/access"
	"roster/apiclient"
	"roster/audit"
)

// SetHookEnabled switches a webhook on or off (PATCH /hooks/:id). What happens while it is
// off is delivered to nobody, also not later. Needs access.WebhookEnable or
// access.WebhookDisable. Errors: *access.Denied, ErrBusy, ErrUncertain, and those of
// apiclient.
func (d *Directory) SetHookEnabled(ctx context.Context, actor access.Actor, id string, on bool) error {
	action := access.WebhookDisable
	if on {
		action = access.WebhookEnable
	}
	return d.onHook(ctx, actor, action, id, func(ctx context.Context, now apiclient.Hook) error {
		change := hookChange{now: now}
		change.enabled(on)
		return d.changeHook(ctx, audit.Event{Actor: actor, Action: action, Target: id}, change)
	})
}

// TestFailed: the receiver did not take the test. Status is the HTTP status that it
// answered Logto with, 0 when it did not answer.
type TestFailed struct{ Status int }

// Error has the status alone: an answer may say anything.
func (e *TestFailed) Error() string {
	if e.Status == 0 {
		return "directory: the receiver of a webhook did not answer Logto"
	}
	return "directory: the receiver of a webhook answered Logto with " + strconv.Itoa(e.Status)
}

// TestHook has Logto send a made-up event to a webhook's receiver, signed with its key and
// with its headers, and waits for the answer (POST /hooks/:id/test). Also one that is
// switched off can be tested. Tests are in no statistics. Needs access.WebhookTest.
//
// Errors: *access.Denied, *Invalid (HookEvents), *TestFailed, ErrBusy, ErrUncertain (the
// receiver takes longer than the portal waits), and those of apiclient.
func (d *Directory) TestHook(ctx context.Context, actor access.Actor, id, event string) error {
	return d.onHook(ctx, actor, access.WebhookTest, id, func(ctx context.Context, now apiclient.Hook) error {
		problems := map[string]string{}
		checkEvents([]string{event}, now.Events, problems)
		if len(problems) > 0 {
			return &Invalid{Fields: problems}
		}
		what := audit.Event{Actor: actor, Action: access.WebhookTest, Target: id, Changes: []audit.Change{{Field: HookTest, After: audit.Text(event)}}}
		return testRefused(d.mutate(ctx, what, []step{{
			fields: []string{HookTest},
			call:   func(ctx context.Context) error { return d.hooks.Test(ctx, id, []string{event}, now.Config) },
		}}))
	})
}

// testRefused maps what Logto says of a test.
func testRefused(err error) error {
	e, ok := errors.AsType[*apiclient.Error](err)
	switch {
	case ok && e.Code == "hook.endpoint_responded_with_error":
		return &TestFailed{Status: e.Answered}
	case ok && e.Code == "hook.send_test_payload_failed":
		return &TestFailed{}
	}
	return err
}

// RotateHookKey has Logto replace a webhook's signing key (PATCH /hooks/:id/signing-key).
// The old one signs nothing from then on. The new one is not returned: the portal's own
// receiver reads it by itself (ReceiverKeys), every other is given it from Logto's
// Console. Needs access.WebhookRotate. Errors are those of SetHookEnabled.
func (d *Directory) RotateHookKey(ctx context.Context, actor access.Actor, id string) error {
	return d.onHook(ctx, actor, access.WebhookRotate, id, func(ctx context.Context, now apiclient.Hook) error {
		event := audit.Event{Actor: actor, Action: access.WebhookRotate, Target: id, Changes: []audit.Change{{Field: HookKey}}}
		return d.mutate(ctx, event, []step{{
			fields: []string{HookKey},
			call:   func(ctx context.Context) error { _, err := d.hooks.RotateSigningKey(ctx, id); return err },
			ask: func(ctx context.Context) (bool, error) {
				then, err := d.hooks.Get(ctx, id)
				return err == nil && then.SigningKey != now.SigningKey, err
			},
		}})
	})
}

// DeleteHook removes a webhook (DELETE /hooks/:id). What it was stands in the trail. Needs access.WebhookDelete. Errors are those of SetHookEnabled;
// apiclient.IsNotFound tells that it is gone already.
func (d *Directory) DeleteHook(ctx context.Context, actor access.Actor, id string) error {
	return d.onHook(ctx, actor, access.WebhookDelete, id, func(ctx context.Context, now apiclient.Hook) error {
		event := audit.Event{Actor: actor, Action: access.WebhookDelete, Target: id, Changes: []audit.Change{
			{Field: string(Name), Before: audit.Text(now.Name)},
			{Field: HookURL, Before: addressRecord(now.Config.URL)},
			{Field: HookEvents, Before: eventsRecord(now.Events)},
			{Field: HookHeaders, Before: headersRecord(nil, now.Config.Headers)},
		}}
		return d.mutate(ctx, event, []step{{
			fields: []string{"webhook"},
			call:   func(ctx context.Context) error { return d.hooks.Delete(ctx, id) },
			ask: func(ctx context.Context) (bool, error) {
				_, err := d.hooks.Get(ctx, id)
				if apiclient.IsNotFound(err) {
					return true, nil
				}
				return false, err
			},
		}})
	})
}
