package setup

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"roster/apiclient"
)

// accountFields are what people may change of themselves through the portal.
var accountFields = []string{"name", "avatar", "profile", "username", "email", "phone", "password", "social", "mfa", "session"}

// AccountFields are the fields that set-up lets people edit, by their names in Logto's
// account center. The slice is the caller's own.
func AccountFields() []string { return slices.Clone(accountFields) }

// planAccountCenter switches Logto's Account API on. What somebody decided about
// a field stays, also when it is Off; only what was never decided is set. The
// fields go back as a whole, since Logto replaces them.
func (s *Setup) planAccountCenter(ctx context.Context, p *Plan) error {
	if !s.AccountCenter {
		return nil
	}
	have, err := s.client.AccountCenter.Get(ctx)
	if err != nil {
		return err
	}
	fields := maps.Clone(have.Fields)
	if fields == nil {
		fields = map[string]string{}
	}
	var opened []string
	for _, name := range accountFields {
		if fields[name] == "" {
			fields[name] = "Edit"
			opened = append(opened, name)
		}
	}
	if have.Enabled && len(opened) == 0 {
		return nil
	}
	text := "switch the account center on"
	if len(opened) > 0 {
		text += ", people may edit their " + strings.Join(opened, " ")
	}
	p.add("setup.update-account-center", text, func(ctx context.Context) error {
		_, err := s.client.AccountCenter.Update(ctx, apiclient.AccountCenterPatch{Enabled: new(true), Fields: fields})
		return err
	})
	return nil
}

func (s *Setup) planWebhook(ctx context.Context, p *Plan) error {
	if s.Webhook == "" {
		return nil
	}
	hook, err := findHook(ctx, s.client, s.Manifest)
	if err != nil {
		return err
	}
	f := p.found
	f.hook = hook
	if hook == nil {
		p.add("setup.create-webhook", "make the webhook to "+s.Webhook, func(ctx context.Context) error {
			return s.make(Item{Kind: KindWebhook, Name: webhookName}, func() (string, error) {
				made, err := s.client.Hooks.Create(ctx, apiclient.HookCreate{Name: webhookName, Events: apiclient.HookEvents(), Config: apiclient.HookConfig{URL: s.Webhook}})
				if err != nil {
					return "", err
				}
				f.hook = made
				return made.ID, nil
			})
		})
		return nil
	}
	if s.ours(p, KindWebhook, webhookName, hook.ID) {
		s.repairWebhook(p, hook)
	}
	return nil
}

func (s *Setup) repairWebhook(p *Plan, hook *apiclient.Hook) {
	events := slices.Clone(hook.Events)
	for _, event := range apiclient.HookEvents() {
		events = with(events, event)
	}
	if hook.Enabled && hook.Config.URL == s.Webhook && len(events) == len(hook.Events) {
		return
	}
	config := hook.Config
	config.URL = s.Webhook
	p.add("setup.update-webhook", fmt.Sprintf("repair the webhook: to %s, enabled, with all kinds of event", s.Webhook), func(ctx context.Context) error {
		_, err := s.client.Hooks.Update(ctx, hook.ID, apiclient.HookPatch{Events: events, Config: &config, Enabled: new(true)})
		return err
	})
}

// findHook finds the webhook of the manifest, else one of the name.
func findHook(ctx context.Context, c *apiclient.Client, m *Manifest) (*apiclient.Hook, error) {
	var named *apiclient.Hook
	for hook, err := range c.Hooks.All(ctx) {
		switch {
		case err != nil:
			return nil, err
		case m.knows(KindWebhook, hook.ID):
			return &hook, nil
		case hook.Name == webhookName && named == nil:
			named = &hook
		}
	}
	return named, nil
}
