package directory

import (
	"context"
	"errors"
	"time"

	"roster/access"
)

// LinkOptions is how a link is handed over.
type LinkOptions struct {
	Language string // of the mail: "en" or "ko"
	Show     bool   // show it instead of mailing it
	Reason   string // "" is none
}

// SentLink is what became of a link. URL is set only when it is to be shown.
type SentLink struct {
	ID, Address, URL string
	Expires          time.Time
}

// Invite mails a person the link with which they sign in for the first time.
func (d *Directory) Invite(ctx context.Context, actor access.Actor, id string, o LinkOptions) (SentLink, error) {
	return SentLink{}, errors.New("directory: inviting is not built yet")
}
