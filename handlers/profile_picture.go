package handlers

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"roster/account"
	"roster/apiclient/attribute"
	"roster/views"
	"roster/views/paths"
)

const pictureMB = account.MaxPicture >> 20

// ownPictureProps is where people change their picture, nil for those who may not.
func ownPictureProps(own account.Own) *views.OwnPicture {
	if own.Control(attribute.Avatar) != account.Edit {
		return nil
	}
	return &views.OwnPicture{
		Action: paths.ProfilePhoto(), Base: own.User.Avatar, Uploads: own.Uploads,
		Needed: own.Rules[attribute.Avatar].Required,
		Accept: strings.Join(account.PictureTypes(), ","), MaxMB: pictureMB,
	}
}

// savePicture stores a picture of whoever sent the form, or takes theirs away.
func (a *app) savePicture(w http.ResponseWriter, r *http.Request) error {
	base := views.BaseName(views.FieldAvatar)
	in, file, err := a.ownFile(r, views.FieldPicture, account.MaxPicture, func(name string) bool { return name == base })
	if err != nil {
		return a.refusePicture(w, r, err)
	}
	removes, message := in.values[views.FieldThen] == views.ThenRemove, "picture.saved"
	err = a.once(r, in.token, func(ctx context.Context) error {
		if removes {
			return a.Account.Update(ctx, actor(r), a.ownToken(r), attribute.Edits{attribute.Avatar: {Base: in.values[base]}})
		}
		return a.Account.UploadPicture(ctx, actor(r), a.ownToken(r), file)
	})
	switch {
	case errors.Is(err, errSentAlready):
		a.toast(w, views.Toast{Tone: views.ToneInfo, Message: views.Say("form.sent-already")})
		return a.redirect(w, r, paths.Profile())
	case err != nil:
		return a.refusePicture(w, r, err)
	case removes:
		message = "picture.removed"
	}
	a.reread(r)
	a.toast(w, views.Toast{Tone: views.ToneSuccess, Message: views.Say(message)})
	return a.redirect(w, r, paths.Profile())
}

// pictureProblems are the sentences for what is wrong with a file.
var pictureProblems = map[string]views.Message{
	attribute.Missing:             views.Say("picture.problem.missing"),
	attribute.TooLarge:            views.Say("picture.problem.large", "max", pictureMB),
	"guard.file_size_exceeded":    views.Say("picture.problem.large", "max", pictureMB),
	account.InvalidPicture:        views.Say("picture.problem.kind"),
	account.HEICPicture:           views.Say("picture.problem.heic"),
	account.TooManyPixels:         views.Say("picture.problem.pixels", "max", account.MaxMegapixels, "side", account.MaxPictureSide),
	account.DamagedPicture:        views.Say("picture.problem.damaged"),
	"guard.mime_type_not_allowed": views.Say("picture.problem.kind"),
	account.NoStorage:             views.Say("picture.no-storage"),
}

// refusePicture draws the page again after a picture that was not taken. The file has
// to be chosen anew: a browser fills in none.
func (a *app) refusePicture(w http.ResponseWriter, r *http.Request, err error) error {
	status, ok := refusalStatus(err)
	if errors.Is(err, account.ErrToken) {
		status, ok = http.StatusBadGateway, true
	}
	if !ok {
		return err
	}
	a.note(r, status, err)
	props, _, gone := a.ownProps(r)
	if gone != nil {
		return gone
	}
	if props.Picture == nil { // not any more, or Logto does not say
		props.Picture = &views.OwnPicture{}
	}
	codes := codesOf(err)
	switch {
	case errors.Is(err, errStaleForm):
		props.Picture.Problem = views.Say("form.stale")
	case codes == nil:
		props.Picture.Failure = ownFailure(r, err)
	}
	for field, code := range codes {
		message, known := pictureProblems[code]
		switch {
		case field == string(attribute.Avatar) && code == attribute.Missing: // to be removed, no file is missing
			message = views.Say("problem.required")
		case !known:
			message = problemText(attribute.Field(field), code)
		}
		props.Picture.Problem = message
	}
	return a.showProfile(w, r, status, props)
}
