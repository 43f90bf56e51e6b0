package handlers

import (
	"context"
	"slices"
	"time"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
)

// fakeHooks is what fakePeople answers about webhooks.
type fakeHooks struct {
	hookList   directory.HookList
	hook       directory.HookDetails
	hookDrafts []directory.HookDraft
	hookEdits  []directory.HookEdit
	hookQuery  directory.DeliveryQuery
	tested     string
}

func changesHooks(method string) bool {
	return slices.Contains([]string{"CreateHook", "UpdateHook", "SetHookEnabled", "TestHook", "RotateHookKey", "DeleteHook", "RegisterReceiver"}, method)
}

// aHook is one that is not the portal's, with what directory would never return in it: no
// page may show it.
func aHook() directory.HookDetails {
	row := directory.HookRow{Hook: apiclient.Hook{
		ID: "h1", Name: "Billing", Events: []string{"User.Created", "Newer.Event"}, Enabled: true, SigningKey: "hush-key",
		Config:    apiclient.HookConfig{URL: "https://billing.example/hook", Headers: map[string]string{"Authorization": "hush-value"}},
		CreatedAt: apiclient.At(now.Add(-time.Hour)), Stats: &apiclient.HookStats{Successes: 199, Requests: 200},
	}, Missing: []string{"Role.Created"}}
	row.Last = &apiclient.HookDelivery{Key: "TriggerHook.User.Created", CreatedAt: apiclient.At(now.Add(-time.Minute)), Payload: apiclient.HookDeliveryPayload{Result: "Error"}}
	timeout := *row.Last
	timeout.Payload.Error = `TimeoutError: {"hush":1}`
	answered := *row.Last
	answered.Key, answered.Payload.Response = "TriggerHook.Newer.Event", &apiclient.HookResponse{StatusCode: 503, Body: []byte(`"hush"`)}
	taken := *row.Last
	taken.Payload = apiclient.HookDeliveryPayload{Result: "Success", Response: &apiclient.HookResponse{StatusCode: 200}}
	return directory.HookDetails{Hook: row, Deliveries: directory.Deliveries{Items: []apiclient.HookDelivery{*row.Last, timeout, answered, taken}, Total: 45}}
}

func (f *fakePeople) Hooks(ctx context.Context, _ access.Actor) (directory.HookList, error) {
	list := f.hookList
	if list.Rows == nil {
		list.Rows, list.ReceiverURL = []directory.HookRow{aHook().Hook}, testOrigin+"/webhooks/logto"
	}
	return list, f.called(ctx, "Hooks")
}

func (f *fakePeople) Hook(ctx context.Context, _ access.Actor, id string, q directory.DeliveryQuery) (directory.HookDetails, error) {
	f.mu.Lock()
	f.hookQuery = q
	f.mu.Unlock()
	all := f.hook
	if all.Hook.ID == "" {
		all = aHook()
	}
	if q.Page > 3 {
		all.Deliveries.Items = nil
	}
	if id != all.Hook.ID {
		return directory.HookDetails{}, &apiclient.Error{Status: 404, Code: "entity.not_exists_with_id"}
	}
	all.DeliveriesErr = f.errs["Deliveries"]
	return all, f.called(ctx, "Hook")
}

func (f *fakePeople) CreateHook(ctx context.Context, _ access.Actor, draft directory.HookDraft) (string, error) {
	f.set(func() { f.hookDrafts = append(f.hookDrafts, draft) })
	return "h1", f.called(ctx, "CreateHook")
}

func (f *fakePeople) UpdateHook(ctx context.Context, _ access.Actor, _ string, edit directory.HookEdit) error {
	f.set(func() { f.hookEdits = append(f.hookEdits, edit) })
	return f.called(ctx, "UpdateHook")
}

func (f *fakePeople) SetHookEnabled(ctx context.Context, _ access.Actor, _ string, _ bool) error {
	return f.called(ctx, "SetHookEnabled")
}

func (f *fakePeople) TestHook(ctx context.Context, _ access.Actor, _, event string) error {
	f.set(func() { f.tested = event })
	return f.called(ctx, "TestHook")
}

func (f *fakePeople) RotateHookKey(ctx context.Context, _ access.Actor, _ string) error {
	return f.called(ctx, "RotateHookKey")
}

func (f *fakePeople) DeleteHook(ctx context.Context, _ access.Actor, _ string) error {
	return f.called(ctx, "DeleteHook")
}

func (f *fakePeople) RegisterReceiver(ctx context.Context, _ access.Actor) (string, error) {
	return "h1", f.called(ctx, "RegisterReceiver")
}
