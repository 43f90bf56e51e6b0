package directory

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"roster/access"
	"roster/apiclient"
	"roster/audit"
)

// Fields of *Invalid and of the trail for webhooks; a webhook's name is Name. A header has
// HookHeaders, a dot and its place in the list.
const (
	HookURL     = "url"
	HookEvents  = "events"
	HookHeaders = "headers"
	HookEnabled = "enabled"
	HookKey     = "signingKey"
	HookTest    = "test"
)

// lockOfHooks is taken by whoever changes a webhook: the portal's own is to be made once.
const lockOfHooks = "webhooks"

// HookDraft is a webhook that is to be made.
type HookDraft struct {
	Name, URL string
	Events    []string
	Headers   []HookHeader
	// InClear: an address that is neither encrypted nor near is meant.
	InClear bool
}

// HookHeader is a header that is sent with every delivery. Was is the name that it had,
// "" for a new one; no Name takes it away. An empty Value keeps the one that it has, but not
// where the webhook moves to another receiver: then it is TypeAgain.
type HookHeader struct {
	Was, Name string
	Value     apiclient.Secret
}

// HookEdit is what a webhook is to be, beside what the form showed. Headers has each that
// the form showed.
type HookEdit struct {
	Name, URL  Edit
	EventsBase []string
	Events     []string
	Headers    []HookHeader
	InClear    bool
}

// CreateHook makes a webhook, switched on (POST /hooks), and returns its id. Logto checks
// of its address nothing: see checkAddress for what is asked of it here.
//
// Needs access.WebhookCreate. Errors: *access.Denied, *Invalid (Name, HookURL, HookEvents,
// HookHeaders), ErrBusy, ErrUncertain, and those of apiclient.
func (d *Directory) CreateHook(ctx context.Context, actor access.Actor, draft HookDraft) (id string, err error) {
	if err := d.permit(ctx, actor, access.WebhookCreate, access.Target{}); err != nil {
		return "", err
	}
	problems := map[string]string{}
	draft.Name = hookName(draft.Name, problems)
	draft.URL = checkAddress(draft.URL, draft.InClear, problems)
	checkEvents(draft.Events, nil, problems)
	headers := checkHeaders(draft.Headers, nil, false, problems)
	if len(problems) > 0 {
		return "", &Invalid{Fields: problems}
	}
	err = d.locked(ctx, lockOfHooks, func(ctx context.Context) error {
		before, err := d.allHooks(ctx)
		if err != nil {
			return err
		}
		id, err = d.makeHook(ctx, actor, apiclient.HookCreate{
			Name: draft.Name, Events: draft.Events, Config: apiclient.HookConfig{URL: draft.URL, Headers: headers}, Enabled: new(true),
		}, before)
		return err
	})
	return id, err
}

// makeHook makes one. before are those that were there, so that after a call without an
// answer none of them is taken for it.
func (d *Directory) makeHook(ctx context.Context, actor access.Actor, hook apiclient.HookCreate, before []apiclient.Hook) (id string, err error) {
	names := []string{string(Name), HookURL, HookEvents}
	event := audit.Event{Actor: actor, Action: access.WebhookCreate, Changes: []audit.Change{
		{Field: string(Name), After: audit.Text(hook.Name)},
		{Field: HookURL, After: addressRecord(hook.Config.URL)},
		{Field: HookEvents, After: eventsRecord(hook.Events)},
	}}
	if len(hook.Config.Headers) > 0 {
		names = append(names, HookHeaders)
		event.Changes = append(event.Changes, audit.Change{Field: HookHeaders, After: headersRecord(nil, hook.Config.Headers)})
	}
	err = d.mutate(ctx, event, []step{{
		fields: names,
		made:   func() string { return id },
		call: func(ctx context.Context) error {
			made, err := d.hooks.Create(ctx, hook)
			if err == nil {
				id = made.ID
			}
			return err
		},
		ask: func(ctx context.Context) (bool, error) {
			now, err := d.allHooks(ctx)
			for _, one := range now {
				there := slices.ContainsFunc(before, func(h apiclient.Hook) bool { return h.ID == one.ID })
				if !there && one.Name == hook.Name && one.Config.URL == hook.Config.URL {
					id = one.ID
				}
			}
			return id != "", err
		},
	}})
	return id, err
}

// UpdateHook changes what a webhook is called, where it sends, what it is told of and the
// headers that it sends (PATCH /hooks/:id, which replaces address and headers together).
//
// Needs access.WebhookUpdate. Errors are those of CreateHook; ChangedMeanwhile under a
// field tells that somebody else changed it, and nothing was sent.
func (d *Directory) UpdateHook(ctx context.Context, actor access.Actor, id string, edit HookEdit) error {
	return d.onHook(ctx, actor, access.WebhookUpdate, id, func(ctx context.Context, now apiclient.Hook) error {
		change, problems := edit.against(now)
		if len(problems) > 0 {
			return &Invalid{Fields: problems}
		}
		return d.changeHook(ctx, audit.Event{Actor: actor, Action: access.WebhookUpdate, Target: id}, change)
	})
}

// onHook is the order of all changes of a webhook: the rule, the lock, the webhook as it
// is, the change.
func (d *Directory) onHook(ctx context.Context, actor access.Actor, action access.Action, id string, do func(context.Context, apiclient.Hook) error) error {
	if err := d.permit(ctx, actor, action, access.Target{ID: id}); err != nil {
		return err
	}
	return d.locked(ctx, lockOfHooks, func(ctx context.Context) error {
		now, err := d.hooks.Get(ctx, id)
		if err != nil {
			return fmt.Errorf("directory: read a webhook: %w", err)
		}
		return do(ctx, *now)
	})
}

// against is the change that the edit makes of a webhook as it is now.
func (e HookEdit) against(now apiclient.Hook) (hookChange, map[string]string) {
	problems := map[string]string{}
	change := hookChange{now: now}
	if text := hookName(e.Name.Value, problems); text != e.Name.Base && text != now.Name && problems[string(Name)] == "" {
		if e.Name.Base != now.Name {
			problems[string(Name)] = ChangedMeanwhile
		}
		change.name(text)
	}
	// An address that stays is not judged: it may have been given in Logto's Console.
	moves := false
	if e.URL.Value != e.URL.Base {
		address := checkAddress(e.URL.Value, e.InClear, problems)
		if e.URL.Base != now.Config.URL && address != now.Config.URL && problems[HookURL] == "" {
			problems[HookURL] = ChangedMeanwhile
		}
		moves = problems[HookURL] == "" && !sameReceiver(address, now.Config.URL)
		change.address(address)
	}
	if !sameSet(e.Events, e.EventsBase) {
		checkEvents(e.Events, now.Events, problems)
		if !sameSet(e.EventsBase, now.Events) && !sameSet(e.Events, now.Events) && problems[HookEvents] == "" {
			problems[HookEvents] = ChangedMeanwhile
		}
		change.events(e.Events)
	}
	change.headers(checkHeaders(e.Headers, now.Config.Headers, moves, problems))
	return change, problems
}

// hookChange collects what is to become of a webhook, and what the trail says of it.
type hookChange struct {
	now     apiclient.Hook
	patch   apiclient.HookPatch
	names   []string
	changes []audit.Change
}

func (c *hookChange) note(field string, before, after audit.Value) {
	c.names = append(c.names, field)
	c.changes = append(c.changes, audit.Change{Field: field, Before: before, After: after})
}

func (c *hookChange) name(name string) {
	if name != c.now.Name {
		c.patch.Name = &name
		c.note(string(Name), audit.Text(c.now.Name), audit.Text(name))
	}
}

// config is what address and headers become: Logto replaces them together, with what else
// is there.
func (c *hookChange) config() *apiclient.HookConfig {
	if c.patch.Config == nil {
		c.patch.Config = new(c.now.Config)
	}
	return c.patch.Config
}

func (c *hookChange) address(address string) {
	if address != c.now.Config.URL {
		c.config().URL = address
		c.note(HookURL, addressRecord(c.now.Config.URL), addressRecord(address))
	}
}

func (c *hookChange) headers(headers map[string]string) {
	if !maps.Equal(headers, c.now.Config.Headers) {
		c.config().Headers = headers
		c.note(HookHeaders, headersRecord(nil, c.now.Config.Headers), headersRecord(c.now.Config.Headers, headers))
	}
}

func (c *hookChange) events(events []string) {
	if !sameSet(events, c.now.Events) {
		c.patch.Events = events
		c.note(HookEvents, eventsRecord(c.now.Events), eventsRecord(events))
	}
}

func (c *hookChange) enabled(on bool) {
	if on != c.now.Enabled {
		c.patch.Enabled = &on
		c.note(HookEnabled, audit.Text(strconv.FormatBool(c.now.Enabled)), audit.Text(strconv.FormatBool(on)))
	}
}

// took tells whether a webhook read back is as it was to become.
func (c *hookChange) took(now apiclient.Hook) bool {
	p := c.patch
	return (p.Name == nil || now.Name == *p.Name) && (p.Events == nil || sameSet(now.Events, p.Events)) &&
		(p.Enabled == nil || now.Enabled == *p.Enabled) &&
		(p.Config == nil || now.Config.URL == p.Config.URL && maps.Equal(now.Config.Headers, p.Config.Headers))
}

// changeHook makes the change, if there is one.
func (d *Directory) changeHook(ctx context.Context, event audit.Event, change hookChange) error {
	if len(change.names) == 0 {
		return nil
	}
	event.Changes = change.changes
	return d.mutate(ctx, event, []step{{
		fields: change.names,
		call:   func(ctx context.Context) error { _, err := d.hooks.Update(ctx, event.Target, change.patch); return err },
		ask: func(ctx context.Context) (bool, error) {
			now, err := d.hooks.Get(ctx, event.Target)
			if err != nil {
				return false, fmt.Errorf("directory: read a webhook back: %w", err)
			}
			return change.took(*now), nil
		},
	}})
}

func sameSet(a, b []string) bool {
	one, other := slices.Clone(a), slices.Clone(b)
	slices.Sort(one)
	slices.Sort(other)
	return slices.Equal(slices.Compact(one), slices.Compact(other))
}

func eventsRecord(events []string) audit.Value { return audit.Text(strings.Join(events, ", ")) }

// headersRecord is what the trail keeps of headers: their names, and which have a new
// value. Values may be credentials.
func headersRecord(before, headers map[string]string) audit.Value {
	var list []string
	for _, name := range slices.Sorted(maps.Keys(headers)) {
		if value, there := before[name]; there && value != headers[name] {
			name += " (new value)"
		}
		list = append(list, name)
	}
	return audit.Text(strings.Join(list, ", "))
}
