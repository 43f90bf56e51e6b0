package handlers

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"syscall"
	"time"
)

// Limits of fetching a picture.
const (
	pictureTimeout = 5 * time.Second // from the first lookup to the last byte
	pictureBytes   = 2 << 20
	pictureHops    = 3 // redirects
	pictureAtOnce  = 4 // fetches under way
)

// pictureTypes are what is answered, and that by its bytes and not by what its
// server calls it. SVG is none of them: it is a document that can hold scripts.
var pictureTypes = []string{"image/png", "image/jpeg", "image/gif", "image/webp"}

// Picture is a fetched picture.
type Picture struct {
	Type string // one of pictureTypes
	Body []byte
	Tag  string // changes with Body; letters and digits
}

// Pictures fetches the picture at an address that anybody may have written. An
// error says that there is none to show, and holds no address.
type Pictures interface {
	Picture(ctx context.Context, address string) (Picture, error)
}

// PictureFetcher is Pictures over the network, with the guards of
// docs/security.md. Make it with NewPictureFetcher.
type PictureFetcher struct {
	client *http.Client
	dialer net.Dialer
	known  pictureCache
	slots  chan struct{}
}

// NewPictureFetcher fetches pictures from the public internet, and from the
// hosts ("host" or "host:port") wherever they are. No proxy of the environment is
// used: behind one the guards would look at its address.
func NewPictureFetcher(hosts []string) *PictureFetcher {
	f := &PictureFetcher{slots: make(chan struct{}, pictureAtOnce), dialer: net.Dialer{Timeout: pictureTimeout}}
	private := hostPorts(hosts)
	f.client = &http.Client{
		Timeout:       pictureTimeout,
		CheckRedirect: followPicture,
		Transport: &http.Transport{
			DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
				allowed := isPublic
				if private[strings.ToLower(address)] {
					allowed = isReachable
				}
				return f.dial(ctx, network, address, allowed)
			},
			ForceAttemptHTTP2:      true,
			DisableKeepAlives:      true, // so that every fetch is dialled, and looked at
			DisableCompression:     true, // so that the limit is one of what is kept in memory
			MaxResponseHeaderBytes: 32 << 10,
		},
	}
	return f
}

func (f *PictureFetcher) dial(ctx context.Context, network, address string, allowed func(netip.Addr) bool) (net.Conn, error) {
	dialer := f.dialer
	dialer.Control = func(_, resolved string, _ syscall.RawConn) error { return guard(allowed, resolved) }
	return dialer.DialContext(ctx, network, address)
}

// followPicture looks at each redirect as at the first address.
func followPicture(r *http.Request, via []*http.Request) error {
	if len(via) > pictureHops {
		return errPictureHops
	}
	r.Header.Del("Referer") // net/http tells the place it comes from
	return checkPictureURL(r.URL)
}

// Picture implements Pictures. What was fetched a short while ago is not fetched
// again, and neither is what could not be.
func (f *PictureFetcher) Picture(ctx context.Context, address string) (Picture, error) {
	u, err := url.Parse(address)
	if err != nil || checkPictureURL(u) != nil {
		return Picture{}, errPictureAddress
	}
	return f.known.get(ctx, address, func(ctx context.Context) (Picture, error) {
		select {
		case f.slots <- struct{}{}:
			defer func() { <-f.slots }()
		case <-ctx.Done():
			return Picture{}, errPictureBusy
		}
		return f.fetch(ctx, u)
	})
}

func (f *PictureFetcher) fetch(ctx context.Context, u *url.URL) (Picture, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return Picture{}, errPictureAddress
	}
	r.Header.Set("Accept", strings.Join(pictureTypes, ", "))
	r.Header.Set("User-Agent", "roster")
	answer, err := f.client.Do(r)
	if err != nil {
		return Picture{}, withoutAddress(err)
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return Picture{}, errPictureAnswer
	}
	body, err := io.ReadAll(io.LimitReader(answer.Body, pictureBytes+1))
	if err != nil {
		return Picture{}, errPictureAway
	}
	if len(body) > pictureBytes {
		return Picture{}, errPictureSize
	}
	return pictureOf(body)
}

// pictureOf finds out by the bytes what they are (WHATWG MIME Sniffing, 6.1).
func pictureOf(body []byte) (Picture, error) {
	kind := http.DetectContentType(body)
	if !slices.Contains(pictureTypes, kind) {
		return Picture{}, errPictureType
	}
	sum := sha256.Sum256(body)
	return Picture{Type: kind, Body: body, Tag: hex.EncodeToString(sum[:8])}, nil
}

// withoutAddress is one of our own errors in place of one of net/http, which
// names the address.
func withoutAddress(err error) error {
	for _, known := range []error{errPicturePrivate, errPictureAddress, errPictureHops} {
		if errors.Is(err, known) {
			return known
		}
	}
	return errPictureAway
}
