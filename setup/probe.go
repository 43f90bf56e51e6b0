package setup

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"roster/apiclient"
)

// Fault is what is wrong with one line of the doctor, and how it is mended.
type Fault struct {
	Line Line
	Text string // a sentence without a full stop
	Fix  string // a sentence without a full stop, with the Console path or the command
}

func (f *Fault) Error() string { return string(f.Line) + ": " + f.Text + ". " + f.Fix }

// maxSkew is how far clocks may be apart. Tokens live for 300 s.
const maxSkew = 30 * time.Second

// discovered is what the first call tells.
type discovered struct {
	Issuer            string   `json:"issuer"`
	BackchannelLogout bool     `json:"backchannel_logout_supported"`
	GrantTypes        []string `json:"grant_types_supported"`
	date              time.Time
}

// discover asks Logto for its discovery document (OpenID Connect Discovery 1.0,
// section 4) and compares the issuer with the address it was asked by. Errors
// are *Fault.
func (t Tenant) discover(ctx context.Context) (*discovered, error) {
	ctx, cancel := context.WithTimeout(ctx, callWithin)
	defer cancel()
	address := t.Endpoint + "/oidc/.well-known/openid-configuration"
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, &Fault{LineDiscovery, "LOGTO_ENDPOINT is no address", fixEndpoint}
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	if t.HTTP != nil {
		client.Transport = t.HTTP.Transport
	}
	answer, err := client.Do(r)
	if err != nil {
		return nil, unreachable(t.Endpoint, err)
	}
	defer func() { _ = answer.Body.Close() }()
	return t.readDiscovery(answer)
}

const fixEndpoint = "Set LOGTO_ENDPOINT to the address of Logto as browsers reach it (Console > Tenant settings > Domains, or ENDPOINT of a self-hosted Logto), not that of its Console"

func (t Tenant) readDiscovery(answer *http.Response) (*discovered, error) {
	if to := answer.Header.Get("Location"); answer.StatusCode >= 300 && answer.StatusCode < 400 {
		u, err := url.Parse(to)
		text := "Logto's address redirects elsewhere"
		if err == nil && u.Host != "" {
			text += ", to " + u.Scheme + "://" + u.Host
		}
		return nil, &Fault{LineDiscovery, text, "Set LOGTO_ENDPOINT to the address it redirects to; mind http and https"}
	}
	raw, err := io.ReadAll(io.LimitReader(answer.Body, 1<<20))
	var d discovered
	if err != nil || answer.StatusCode != http.StatusOK || json.Unmarshal(raw, &d) != nil || d.Issuer == "" {
		return nil, &Fault{LineDiscovery, fmt.Sprintf("what answers at %s is not Logto (status %d)", t.Endpoint, answer.StatusCode), fixEndpoint}
	}
	if want := t.Endpoint + "/oidc"; d.Issuer != want {
		return nil, &Fault{
			LineDiscovery, fmt.Sprintf("Logto says it is %s, but was asked as %s", strings.TrimSuffix(d.Issuer, "/oidc"), t.Endpoint),
			"Set LOGTO_ENDPOINT to the first; if that one is wrong, set ENDPOINT of the self-hosted Logto, and behind a proxy that ends TLS also TRUST_PROXY_HEADER=1",
		}
	}
	d.date, _ = http.ParseTime(answer.Header.Get("Date")) // zero when there is none
	return &d, nil
}

// unreachable words why nothing came back.
func unreachable(endpoint string, err error) *Fault {
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok || strings.Contains(err.Error(), "server gave HTTP response to HTTPS client") {
		return &Fault{LineDiscovery, endpoint + " does not speak https", "Write http:// in LOGTO_ENDPOINT, or put TLS before Logto"}
	}
	if bad, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return &Fault{LineDiscovery, fmt.Sprintf("the certificate of %s is not trusted (%v)", endpoint, bad.Err), "Install its issuer on this computer, or give Logto a certificate of a public one"}
	}
	if dns, ok := errors.AsType[*net.DNSError](err); ok {
		return &Fault{LineDiscovery, "there is no host " + dns.Name, fixEndpoint}
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return &Fault{LineDiscovery, endpoint + " does not answer in time", "Look whether Logto runs and whether a firewall is between"}
	}
	return &Fault{LineDiscovery, endpoint + " does not answer", "Look whether Logto runs. " + fixEndpoint}
}

// clock compares the clocks. Errors are *Fault.
func (d *discovered) clock(now time.Time) error {
	if d.date.IsZero() {
		return nil
	}
	if skew := now.Sub(d.date).Round(time.Second); skew.Abs() > maxSkew {
		return &Fault{LineClock, fmt.Sprintf("this computer's clock and Logto's are %v apart", skew.Abs()), "Set both by NTP (timedatectl set-ntp true)"}
	}
	return nil
}

// credential says what Logto's refusal of the credential means. What is no
// refusal of it is returned as it is.
func credential(err error) error {
	e, ok := errors.AsType[*apiclient.CredentialError](err)
	if !ok {
		return err
	}
	const at = "Console > Applications > the machine-to-machine application"
	switch {
	case e.At == "api":
		return &Fault{
			LineRole, "the machine-to-machine application may do nothing: Logto gives it a token without the permission \"all\"",
			at + " > Roles: assign \"Logto Management API access\"",
		}
	case e.Err.Code == "oidc.invalid_target":
		return &Fault{
			LineToken, "Logto knows no Management API by the name in LOGTO_MANAGEMENT_RESOURCE",
			"Take the indicator from Console > API resources > Logto Management API; a self-hosted Logto has https://default.logto.app/api",
		}
	case e.Err.Code == "oidc.invalid_request", e.Err.Code == "oidc.unauthorized_client":
		return &Fault{
			LineToken, "the application in LOGTO_M2M_APP_ID is not of the type machine-to-machine",
			"Make one: Console > Applications > Create application > Machine-to-machine",
		}
	case e.Err.Status == http.StatusBadRequest:
		return &Fault{LineToken, "Logto knows no application with the id in LOGTO_M2M_APP_ID", "Copy the App ID from " + at}
	}
	return &Fault{
		LineToken, "Logto refuses the secret in LOGTO_M2M_APP_SECRET: it is wrong, deleted or expired",
		"Copy one that has not expired from " + at + " > App secrets, or add one there",
	}
}
