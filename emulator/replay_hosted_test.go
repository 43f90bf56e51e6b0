package emulator_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// typed is what the person of an action types, by the name of the field; nil when they do nothing. A link needs no
// typing, but is followed.
func (r *runner) typed(a *stepAction) (map[string]string, error) {
	if a.Credentials == nil && a.OneTimeToken == nil {
		return nil, nil
	}
	typed := map[string]string{}
	for name, value := range a.Credentials {
		text, err := r.vars.text(value)
		if err != nil {
			return nil, err
		}
		if name != "password" {
			name = "username" // the page has one field for all identifiers
		}
		typed[name] = text
	}
	if a.NewPassword != "" {
		typed["newPassword"], typed["confirmPassword"] = a.NewPassword, a.NewPassword
	}
	return typed, nil
}

// authorize runs an authorize action and describes what happened as the recordings do.
func (b *browser) authorize(query string, typed map[string]string) (map[string]any, error) {
	first, err := b.do(http.MethodGet, b.base+"/oidc/auth?"+query, nil)
	if err != nil {
		return nil, err
	}
	result := map[string]any{}
	page, outside, err := b.follow(first)
	if err != nil {
		return nil, err
	}
	if page != nil {
		result["hosted"] = strings.TrimPrefix(page.url, b.base)
		if page.status >= 400 {
			body, err := page.json()
			result["error"] = map[string]any{"status": number(page.status), "body": body}
			return result, err
		}
		if typed == nil {
			return result, nil
		}
		if page, outside, err = b.complete(page, typed); err != nil {
			return nil, err
		}
		if page != nil && page.notice() != nil {
			result["hostedError"] = page.notice()
		}
	}
	if outside != "" {
		result["redirect"] = describeRedirect(outside)
	}
	return result, nil
}

// complete goes through the hosted pages: along pages that lead on by themselves, and through the first form that asks
// for what is to be typed. It ends outside, on a page that says something, or after the form.
func (b *browser) complete(page *page, typed map[string]string) (*page, string, error) {
	submitted := false
	for range 10 {
		next, outside, err := b.stepOn(page, typed, &submitted)
		if err != nil || outside != "" || next == nil {
			return page, outside, err
		}
		page = next
	}
	return nil, "", fmt.Errorf("led on for ever at %s", page.url)
}

// stepOn returns nil when there is nothing more to do on a page.
func (b *browser) stepOn(page *page, typed map[string]string, submitted *bool) (*page, string, error) {
	if address := page.refresh(); address != "" {
		next, err := b.do(http.MethodGet, b.base+address, nil)
		if err != nil {
			return nil, "", err
		}
		return b.follow(next)
	}
	if *submitted || page.notice() != nil {
		return nil, "", nil
	}
	*submitted = true
	action, form, err := page.form()
	if err != nil {
		return nil, "", err
	}
	b.fill(form, typed)
	answer, err := b.do(http.MethodPost, action, form)
	if err != nil {
		return nil, "", err
	}
	return b.follow(answer)
}

func (b *browser) fill(form url.Values, typed map[string]string) {
	for name, value := range typed {
		if form.Has(name) {
			form.Set(name, value)
		}
	}
}

// refresh is the address that a page leads on to by itself.
func (p *page) refresh() string {
	for n := range p.elements() {
		if n.Data == "meta" && attribute(n, "http-equiv") == "refresh" {
			_, address, _ := strings.Cut(attribute(n, "content"), "url=")
			return address
		}
	}
	return ""
}

// notice is what a page says and would be told by the API, or nil.
func (p *page) notice() map[string]any {
	for n := range p.elements() {
		code := attribute(n, "data-code")
		if code == "" {
			continue
		}
		status, _ := strconv.Atoi(attribute(n, "data-status"))
		body := map[string]any{"code": code, "message": "shown"}
		if details := attribute(n, "data-details"); details != "" {
			var data any
			_ = decodeNumbers([]byte(details), &data) // what is not JSON differs from what was recorded
			body["data"] = data
		}
		return map[string]any{"status": number(status), "body": body}
	}
	return nil
}

// problem is the code of the message that a hosted page shows.
func (p *page) problem() string {
	body, _ := p.notice()["body"].(map[string]any)
	code, _ := body["code"].(string)
	return code
}

// elements are the elements of the page.
func (p *page) elements() func(func(*html.Node) bool) {
	return func(yield func(*html.Node) bool) {
		doc, err := html.Parse(strings.NewReader(string(p.body)))
		if err != nil {
			return
		}
		for n := range doc.Descendants() {
			if n.Type == html.ElementNode && !yield(n) {
				return
			}
		}
	}
}
