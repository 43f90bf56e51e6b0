package main

import "testing"

func TestWebhookKeys_areSeparatedByCommas(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string][]string{"": nil, " , ": nil, "one": {"one"}, "one, two,,three ": {"one", "two", "three"}} {
		c := Config{LogtoWebhookSecret: raw}
		var got []string
		for _, key := range c.webhookKeys() {
			got = append(got, key.Reveal())
		}
		if len(got) != len(want) {
			t.Fatalf("%q: %q", raw, got)
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%q: %q", raw, got)
			}
		}
	}
}

func TestWebhookURL_isBelowThePortalUnlessToldOtherwise(t *testing.T) {
	t.Parallel()
	for c, want := range map[Config]string{
		{URL: "https://people.example/"}: "https://people.example/webhooks/logto",
		{URL: "https://people.example", WebhookURL: "http://roster:8080/webhooks/logto"}: "http://roster:8080/webhooks/logto",
	} {
		if got := c.webhookURL(); got != want || checkWebhookURL(c.WebhookURL) != "" {
			t.Errorf("%s, want %s", got, want)
		}
	}
	for _, raw := range []string{"roster:8080", "ftp://roster/x", "http://", "https://user:pass@roster/x", "https://roster/x#y"} {
		if checkWebhookURL(raw) == "" {
			t.Errorf("%s is taken", raw)
		}
	}
}
