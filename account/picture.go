package account

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"roster/access"
	"roster/apiclient"
	"roster/apiclient/attribute"
	"roster/audit"
)

// PictureUpload is the action of storing a picture. That it becomes the person's is a
// change of the profile after it.
const PictureUpload access.Action = "account.upload-picture"

// Picture is the name of the file in errors, beside the fields of attribute.
const Picture = "picture"

// What is taken as a picture. Logto takes more and larger ones; these are those that
// the portal also shows.
const MaxPicture = 2 << 20 // bytes

// PictureTypes are the media types of pictures.
func PictureTypes() []string {
	return []string{"image/png", "image/jpeg", "image/gif", "image/webp"}
}

// The problems of a file, beside those of attribute.
const (
	InvalidPicture = "invalid_picture" // none of PictureTypes, by its bytes
	// NoStorage: the tenant has nowhere to keep files. It is Logto's code.
	NoStorage = "storage.not_configured"
)

// storageAgain is how long it is believed that a tenant has no storage: nothing tells
// people beforehand, and each finds out by a file sent in vain.
const storageAgain = time.Hour

// mayStore is false while it is known that there is no storage.
func (a *Accounts) mayStore() bool { return time.Now().UnixNano() >= a.noStorage.Load() }

// UploadPicture stores a file and makes it the picture of whoever's token it is.
// *attribute.Invalid is about Picture or attribute.Avatar, *attribute.Refused about
// Picture; other errors are those of Update.
func (a *Accounts) UploadPicture(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, file []byte) error {
	kind := http.DetectContentType(file)
	if problem := pictureProblem(kind, file); problem != "" {
		return &attribute.Invalid{Fields: map[string]string{Picture: problem}}
	}
	own, err := a.Read(ctx, owner, tokens)
	if err != nil {
		return err
	}
	avatar, _ := attribute.SpecOf(attribute.Avatar)
	if err := permitted(own, []change{{Spec: avatar}}); err != nil {
		return err
	}
	event := audit.Event{Actor: owner, Action: PictureUpload, Target: owner.ID, Changes: []audit.Change{{
		Field: Picture, After: audit.Text(fmt.Sprintf("%s, %d bytes", kind, len(file))),
	}}}
	var at string
	store := step{
		fields: []string{Picture},
		took:   func(*apiclient.Account) bool { return false }, // nobody has it before it is the avatar
		call: func(ctx context.Context) (err error) {
			at, err = a.logto.UploadAvatar(ctx, tokens, "picture."+strings.TrimPrefix(kind, "image/"), kind, file)
			return err
		},
	}
	if err := a.mutate(ctx, event, tokens, []step{store}); err != nil {
		if apiclient.HasCode(err, NoStorage) {
			a.noStorage.Store(time.Now().Add(storageAgain).UnixNano())
		}
		return err
	}
	return a.Update(ctx, owner, tokens, attribute.Edits{attribute.Avatar: {Base: own.User.Avatar, Value: at}})
}

func pictureProblem(kind string, file []byte) string {
	switch {
	case len(file) == 0:
		return attribute.Missing
	case len(file) > MaxPicture:
		return attribute.TooLarge
	case !slices.Contains(PictureTypes(), kind):
		return InvalidPicture
	}
	return ""
}
