package emulator_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"

	"golang.org/x/net/html"
)

const chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36"

// browser is a cookie jar that follows redirects by hand and fills in forms.
type browser struct {
	client *http.Client
	base   string
}

func newBrowser(base string) *browser {
	jar, _ := cookiejar.New(nil) // never fails without options
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &browser{client: &http.Client{Jar: jar, CheckRedirect: stay}, base: base}
}

// page is an answer that has been read.
type page struct {
	url    string
	status int
	header http.Header
	body   []byte
}

func (b *browser) do(method, target string, form url.Values) (*page, error) {
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	req, err := http.NewRequest(method, target, body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("User-Agent", chrome)
	req.Header.Set("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	res, err := b.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	return &page{target, res.StatusCode, res.Header, raw}, err
}

// follow goes along redirects that stay on the server. It returns the page it ends on, or the address outside.
func (b *browser) follow(p *page) (*page, string, error) {
	for range 20 {
		if p.status < 300 || p.status > 399 {
			return p, "", nil
		}
		at, err := url.Parse(p.url)
		if err != nil {
			return nil, "", err
		}
		next, err := at.Parse(p.header.Get("Location"))
		if err != nil {
			return nil, "", err
		}
		if !strings.HasPrefix(next.String(), b.base+"/") {
			return nil, p.header.Get("Location"), nil
		}
		if p, err = b.do(http.MethodGet, next.String(), nil); err != nil {
			return nil, "", err
		}
	}
	return nil, "", fmt.Errorf("redirected for ever")
}

// endSession runs an end_session action.
func (b *browser) endSession(query string) (map[string]any, error) {
	p, err := b.do(http.MethodGet, b.base+"/oidc/session/end?"+query, nil)
	if err != nil {
		return nil, err
	}
	if p.status != http.StatusOK {
		body, err := p.json()
		return map[string]any{"status": number(p.status), "body": body}, err
	}
	action, form, err := p.form()
	if err != nil {
		return nil, err
	}
	answer, err := b.do(http.MethodPost, action, form)
	if err != nil {
		return nil, err
	}
	return map[string]any{"status": number(answer.status), "redirect": answer.header.Get("Location")}, nil
}

// describeRedirect splits the address of the application: the query goes into params, a fragment stays in url.
func describeRedirect(location string) map[string]any {
	address, fragment, hasFragment := strings.Cut(location, "#")
	address, query, _ := strings.Cut(address, "?")
	values, _ := url.ParseQuery(query)
	params := map[string]any{}
	for name := range values {
		params[name] = values.Get(name)
	}
	if hasFragment {
		address += "#" + fragment
	}
	return map[string]any{"url": address, "params": params}
}

func (p *page) json() (any, error) {
	var body any
	err := decodeNumbers(p.body, &body)
	return body, err
}

// form is the address and the prefilled values of the page's first form.
func (p *page) form() (action string, values url.Values, err error) {
	for n := range p.elements() {
		if n.Data != "form" {
			continue
		}
		at, err := url.Parse(p.url)
		if err != nil {
			return "", nil, err
		}
		target, err := at.Parse(attribute(n, "action"))
		if err != nil {
			return "", nil, err
		}
		values = url.Values{}
		for input := range n.Descendants() {
			if input.Type == html.ElementNode && input.Data == "input" {
				values.Set(attribute(input, "name"), attribute(input, "value"))
			}
		}
		return target.String(), values, nil
	}
	return "", nil, fmt.Errorf("no form on %s", p.url)
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
