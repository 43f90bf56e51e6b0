package e2e

import (
	"strings"
	"testing"
)

func webhookField(name string) found { return css("#webhook-form-form [name=" + quote(name) + "]") }

// answers presses the button of a question about a webhook.
func (p *page) answers(question string) {
	p.t.Helper()
	p.click(css("main a[href$='/" + question + "']"))
	p.holds("the question", `document.querySelector('#webhook-form .confirm-end') !== null`)
	p.click(css("#webhook-form .confirm-end button[type=submit]"))
}

func TestWebhooks_thePortalsOwnIsRegisteredTestedAndDeleted(t *testing.T) {
	t.Parallel()
	prog := ownDemo(t)
	p := newPage(t, prog, desktop)
	p.signIn("admin")
	p.open("/webhooks")
	p.click(css("main .records a")) // the demo has one
	p.answers("delete")
	p.sees("This portal does not hear of what happens in Logto")
	p.answers("register")
	p.sees("This portal hears of everything that happens in Logto", prog.URL+"/webhooks/logto")
	p.judge("webhooks")

	p.click(css("main .records a"))
	p.sees("Recent deliveries", "This portal")
	own := strings.TrimPrefix(p.address(), prog.URL)
	p.judge("webhook")
	p.answers("test")
	p.sees("The receiver took the test")

	p.open(own + "/edit")
	p.click(css("#webhook-form-group-roles-all"))
	p.holds("the group unticked", `document.querySelector('[name="event.Role.Created"]').checked === false && document.activeElement.id === 'webhook-form-group-roles-all'`)
	p.click(css("#webhook-form-form details summary"))
	p.fill(webhookField("header.0.name"), "X-Env")
	p.fill(webhookField("header.0.value"), "hush")
	p.click(css("#webhook-form-save"))
	p.sees("The webhook is changed", "X-Env: ••••••••", "is not told of 4 kinds of event")
	p.open("/webhooks")
	p.answers("register")
	p.sees("This portal hears of everything that happens in Logto")

	p.open(own)
	p.answers("rotate")
	p.sees("The signing key is replaced")
	p.open(own)
	p.answers("test")
	p.sees("The receiver took the test") // under the new key, which nobody gave it
	p.open(own)
	p.answers("delete")
	p.sees("The webhook is deleted", "There is no webhook")
}
