package directory

import (
	"context"
	"crypto/subtle"
	"errors"
	"net/url"
	"slices"
	"strings"

	"roster/access"
	"roster/apiclient"
	"roster/audit"
)

// receiver is where the portal itself takes webhooks: its address, and the keys that it
// was given.
type receiver struct {
	url  string
	keys []apiclient.Secret
}

// owns tells whether a webhook is the portal's own: it sends to its address, or its key
// is one that the portal was given.
func (r receiver) owns(hook apiclient.Hook) bool {
	return r.url != "" && sameAddress(hook.Config.URL, r.url) || r.knows(hook.SigningKey)
}

func (r receiver) knows(key apiclient.Secret) bool {
	return key != "" && slices.ContainsFunc(r.keys, func(mine apiclient.Secret) bool {
		return subtle.ConstantTimeCompare([]byte(mine.Reveal()), []byte(key.Reveal())) == 1
	})
}

// among is the index of the portal's own webhook, -1 for none: of several the first that
// is switched on.
func (r receiver) among(all []apiclient.Hook) int {
	on := slices.IndexFunc(all, func(h apiclient.Hook) bool { return r.owns(h) && h.Enabled })
	if on >= 0 {
		return on
	}
	return slices.IndexFunc(all, r.owns)
}

// sameAddress compares addresses as whoever calls them does.
func sameAddress(a, b string) bool {
	one, err := url.Parse(strings.TrimSpace(a))
	other, bad := url.Parse(strings.TrimSpace(b))
	return err == nil && bad == nil && strings.EqualFold(one.Scheme, other.Scheme) &&
		strings.EqualFold(one.Hostname(), other.Hostname()) && portOf(one) == portOf(other) &&
		strings.TrimRight(one.EscapedPath(), "/") == strings.TrimRight(other.EscapedPath(), "/") && one.RawQuery == other.RawQuery
}

func portOf(u *url.URL) string {
	if port := u.Port(); port != "" {
		return port
	}
	return map[string]string{"http": "80", "https": "443"}[strings.ToLower(u.Scheme)]
}

// ownHooks are the portal's own, with their keys. They do not leave this package.
func (d *Directory) ownHooks(ctx context.Context) ([]apiclient.Hook, error) {
	all, err := d.allHooks(ctx)
	return slices.DeleteFunc(all, func(h apiclient.Hook) bool { return !d.receiver.owns(h) }), err
}

// Receivers are the portal's own webhooks with their statistics (GET /hooks). Their keys
// and the values of their headers are blank.
func (d *Directory) Receivers(ctx context.Context) ([]apiclient.Hook, error) {
	own, err := d.ownHooks(ctx)
	for i := range own {
		own[i] = blanked(own[i])
	}
	return own, err
}

// ReceiverKeys are the keys that deliveries to the portal may be signed with by what Logto
// has now: those of its own webhooks that are switched on (GET /hooks). They are for
// checking signatures and for nothing else; they are neither kept nor shown.
func (d *Directory) ReceiverKeys(ctx context.Context) ([]apiclient.Secret, error) {
	own, err := d.ownHooks(ctx)
	var keys []apiclient.Secret
	for _, hook := range own {
		if hook.Enabled && hook.SigningKey != "" {
			keys = append(keys, hook.SigningKey)
		}
	}
	return keys, err
}

// ErrNoReceiver: the portal has no address for Logto to send to.
var ErrNoReceiver = errors.New("directory: there is no address for webhooks to the portal")

// receiverName is what the portal's own webhook is called in Logto.
const receiverName = "Roster"

// RegisterReceiver makes the portal's own webhook (POST /hooks), or mends the one there
// is (PATCH /hooks/:id): switched on, and told of every event. What else is so of one that
// is there, its address too, stays: whoever gave it the portal's key knew where the portal
// is. It returns its id; one that needs nothing is left as it is.
//
// Needs access.WebhookCreate, to mend access.WebhookUpdate. Errors: *access.Denied,
// ErrNoReceiver, ErrBusy, ErrUncertain, and those of apiclient.
func (d *Directory) RegisterReceiver(ctx context.Context, actor access.Actor) (id string, err error) {
	if err := d.permit(ctx, actor, access.WebhookCreate, access.Target{}); err != nil {
		return "", err
	}
	if d.receiver.url == "" {
		return "", ErrNoReceiver
	}
	err = d.locked(ctx, lockOfHooks, func(ctx context.Context) error {
		all, err := d.allHooks(ctx)
		if err != nil {
			return err
		}
		if i := d.receiver.among(all); i >= 0 {
			id = all[i].ID
			return d.mendReceiver(ctx, actor, all[i])
		}
		id, err = d.makeHook(ctx, actor, apiclient.HookCreate{
			Name: receiverName, Events: apiclient.HookEvents(), Config: apiclient.HookConfig{URL: d.receiver.url}, Enabled: new(true),
		}, all)
		return err
	})
	return id, err
}

// mendReceiver switches it on and has it told of everything.
func (d *Directory) mendReceiver(ctx context.Context, actor access.Actor, now apiclient.Hook) error {
	if d.hookRow(now).Works() {
		return nil
	}
	if err := d.permit(ctx, actor, access.WebhookUpdate, access.Target{ID: now.ID}); err != nil {
		return err
	}
	events := slices.Clone(now.Events)
	for _, event := range apiclient.HookEvents() {
		if !slices.Contains(events, event) {
			events = append(events, event)
		}
	}
	change := hookChange{now: now}
	change.events(events)
	change.enabled(true)
	return d.changeHook(ctx, audit.Event{Actor: actor, Action: access.WebhookUpdate, Target: now.ID}, change)
}
