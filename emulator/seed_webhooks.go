package emulator

import "cmp"

// Webhook is a webhook to seed.
type Webhook struct {
	Name, URL string
	// Events are all there are when it is nil.
	Events []string
	// SigningKey is random when it is empty.
	SigningKey string
}

func (t *tenant) seedWebhooks(all []Webhook) {
	for _, w := range all {
		events := w.Events
		if events == nil {
			events = hookEvents
		}
		made := &hook{
			id: longID(), name: w.Name, events: anyList(events), config: map[string]any{"url": w.URL},
			signingKey: cmp.Or(w.SigningKey, secretText()), enabled: true, createdAt: t.ms(),
		}
		t.mgmt.hooks.add(made.id, made)
	}
	t.recountListeners()
}
