package account

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"roster/access"
	"roster/account/photo"
	"roster/apiclient"
	"roster/apiclient/attribute"
	"roster/audit"
)

// PictureUpload is the action of storing a picture. That it becomes the person's is a
// change of the profile after it.
const PictureUpload access.Action = "account.upload-picture"

// Picture is the name of the file in errors, beside the fields of attribute.
const Picture = "picture"

// MaxPicture is how large a file may be that is taken as a picture, in bytes: photos of
// phones have 3 to 8 MiB. What is kept of it is some tens of KiB.
const MaxPicture = 10 << 20

// How many pixels it may have, in millions, and how many a side.
const (
	MaxMegapixels  = photo.MaxPixels / 1_000_000
	MaxPictureSide = photo.MaxSide
)

// PictureTypes are the media types of pictures that are taken.
func PictureTypes() []string { return photo.Types() }

// The problems of a file, beside those of attribute.
const (
	InvalidPicture = "invalid_picture" // none of PictureTypes, by its bytes
	HEICPicture    = "heic_picture"    // as iPhones keep them
	TooManyPixels  = "too_many_pixels" // more than MaxMegapixels, or than MaxPictureSide a side
	DamagedPicture = "damaged_picture" // cut off, or written in a way that is not read
	// NoStorage: the tenant has nowhere to keep files. It is Logto's code.
	NoStorage = "storage.not_configured"
)

// storageAgain is how long it is believed that a tenant has no storage: nothing tells
// people beforehand, and each finds out by a file sent in vain.
const storageAgain = time.Hour

// mayStore is false while it is known that there is no storage.
func (a *Accounts) mayStore() bool { return time.Now().UnixNano() >= a.noStorage.Load() }

// UploadPicture stores a small copy of a picture, without anything but what is seen on it,
// and makes it the picture of whoever's token it is. *attribute.Invalid is about Picture
// or attribute.Avatar, *attribute.Refused about Picture; other errors are those of Update,
// and that of ctx when others' pictures are in the way for too long.
func (a *Accounts) UploadPicture(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, file []byte) error {
	original, err := openPicture(file)
	if err != nil {
		return err
	}
	own, err := a.Read(ctx, owner, tokens)
	if err != nil {
		return err
	}
	avatar, _ := attribute.SpecOf(attribute.Avatar)
	if err := permitted(own, []change{{Spec: avatar}}); err != nil {
		return err
	}
	kept, err := a.shrink(ctx, original)
	if err != nil {
		return err
	}
	event := audit.Event{Actor: owner, Action: PictureUpload, Target: owner.ID, Changes: []audit.Change{{
		Field: Picture, After: audit.Text(fmt.Sprintf("%s, %d bytes", kept.Type, len(kept.Body))),
	}}}
	var at string
	store := step{
		fields: []string{Picture},
		took:   func(*apiclient.Account) bool { return false }, // nobody has it before it is the avatar
		call: func(ctx context.Context) (err error) {
			at, err = a.logto.UploadAvatar(ctx, tokens, "picture."+strings.TrimPrefix(kept.Type, "image/"), kept.Type, kept.Body)
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

// openPicture looks at what a file is, by its bytes.
func openPicture(file []byte) (photo.Original, error) {
	switch {
	case len(file) == 0:
		return photo.Original{}, badPicture(attribute.Missing)
	case len(file) > MaxPicture:
		return photo.Original{}, badPicture(attribute.TooLarge)
	}
	original, err := photo.Open(file)
	return original, pictureError(err)
}

// shrink makes the copy to keep. One picture at a time is decoded, because a large one
// takes hundreds of megabytes for a moment; the others wait for their turn.
func (a *Accounts) shrink(ctx context.Context, original photo.Original) (photo.Photo, error) {
	select {
	case a.decoding <- struct{}{}:
	case <-ctx.Done():
		return photo.Photo{}, fmt.Errorf("account: wait for other pictures: %w", ctx.Err())
	}
	defer func() { <-a.decoding }()
	kept, err := original.Small()
	return kept, pictureError(err)
}

// pictureError gives what package photo says of a file as a problem of the field.
func pictureError(err error) error {
	switch {
	case errors.Is(err, photo.ErrKind):
		return badPicture(InvalidPicture)
	case errors.Is(err, photo.ErrHEIC):
		return badPicture(HEICPicture)
	case errors.Is(err, photo.ErrPixels):
		return badPicture(TooManyPixels)
	case errors.Is(err, photo.ErrDamaged):
		return badPicture(DamagedPicture)
	}
	return err
}

func badPicture(code string) error {
	return &attribute.Invalid{Fields: map[string]string{Picture: code}}
}
