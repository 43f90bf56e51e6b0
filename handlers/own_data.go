package handlers

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"sync"

	"roster/access"
	"roster/account"
	"roster/apiclient"
	"roster/audit"
	"roster/auth"
	"roster/views"
	"roster/views/paths"
)

// How much of the activity one page has, and how much the copy.
const (
	activityPage = 50
	activityCopy = 500
)

// ownRecords is what is needed of package account besides the account itself.
type ownRecords interface {
	Kept(ctx context.Context, owner access.Actor) (account.Kept, error)
	Activity(ctx context.Context, owner access.Actor, before int64, limit int) (audit.Acts, error)
	Export(ctx context.Context, owner access.Actor) error
}

// ownData is everything there is about whoever is signed in: what the session knows,
// and each other part, which was read or has its own error.
type ownData struct {
	person   *auth.Person
	own      account.Own
	kept     account.Kept
	activity audit.Acts
	factors  []apiclient.MFAVerification // passkeys too

	ownErr, keptErr, activityErr, factorsErr error
}

// readData reads all parts at once. It takes no id from the browser: whose data it is
// says the session, and at Logto its token. The only error is that of a session which is over.
func (a *app) readData(r *http.Request, activities int) (ownData, error) {
	who := actor(r)
	d := ownData{person: person(r)}
	var parts sync.WaitGroup
	parts.Go(func() { d.own, d.ownErr = a.Account.Read(r.Context(), who, a.ownToken(r)) })
	parts.Go(func() { d.kept, d.keptErr = a.Account.Kept(r.Context(), who) })
	parts.Go(func() { d.activity, d.activityErr = a.Account.Activity(r.Context(), who, 0, activities) })
	parts.Go(func() { d.factors, d.factorsErr = openFactors(a.Account.Factors(r.Context(), a.ownToken(r))) })
	parts.Wait()
	for _, err := range []error{d.ownErr, d.factorsErr} {
		if errors.Is(err, errSignIn) || err != nil && clientGone(r, err) {
			return ownData{}, err
		}
	}
	if d.ownErr != nil {
		d.own = account.Own{}
	}
	for part, err := range map[string]error{"account": d.ownErr, "portal": d.keptErr, "activity": d.activityErr, "factors": d.factorsErr} {
		if err != nil {
			a.Log.WarnContext(r.Context(), "a part of one's own data not read", "id", visitOf(r).id, "person", who.ID, "part", part, "error", err)
		}
	}
	return d, nil
}

// myData is the page of it. An address with an entry of the trail shows what was done
// before that, and nothing else.
func (a *app) myData(w http.ResponseWriter, r *http.Request) error {
	if before, err := strconv.ParseInt(r.URL.Query().Get(paths.ParamBefore), 10, 64); err == nil && before > 0 {
		return a.olderActivity(w, r, before)
	}
	d, err := a.readData(r, activityPage)
	if err != nil {
		return err
	}
	props := d.props(r)
	return a.render(w, r, http.StatusOK, views.DataPage(a.shell(w, r), props))
}

func (a *app) olderActivity(w http.ResponseWriter, r *http.Request, before int64) error {
	acts, err := a.Account.Activity(r.Context(), actor(r), before, activityPage)
	if err != nil {
		a.Log.WarnContext(r.Context(), "activity not read", "id", visitOf(r).id, "error", err)
	}
	props := views.DataProps{OwnHead: ownHead(person(r)), Activity: activityProps(actor(r).ID, acts, err, paths.ProfileActivity(before))}
	props.Activity.Later = true
	return a.render(w, r, http.StatusOK, views.DataPage(a.shell(w, r), props))
}

// myDataCopy is the same as one file. That it was taken is recorded first, which is why
// no other site may have it fetched.
func (a *app) myDataCopy(w http.ResponseWriter, r *http.Request) error {
	if from := r.Header.Get("Sec-Fetch-Site"); from != "" && from != "same-origin" && from != "none" {
		return &refused{status: http.StatusForbidden, reason: "cross-origin", denied: views.DeniedCrossOrigin}
	}
	d, err := a.readData(r, activityCopy)
	if err != nil {
		return err
	}
	if err := a.Account.Export(r.Context(), actor(r)); err != nil {
		return err
	}
	return a.download(w, r, "my-data-"+a.Now().UTC().Format("2006-01-02")+".json", d.copy(a.Now()))
}
