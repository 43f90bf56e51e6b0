package directory

import (
	"context"
	"fmt"
	"sync"
	"time"

	"roster/access"
	"roster/apiclient"
)

// How much of Logto's log is looked through. Failed passwords have no person in it, so
// those of the whole tenant are read as well.
const (
	logSpan    = 30 * 24 * time.Hour
	logEntries = 100
	// passwordStep is the key of a password that was tried, right or wrong.
	passwordStep = "Interaction.SignIn.Verification.Password.Submit"
)

// SignInCheck is what is known, beside the person, of why somebody may not be able to
// sign in. Each part was read or has its own error.
type SignInCheck struct {
	now         time.Time
	settings    *apiclient.SignInExperience
	factors     []apiclient.MFAVerification
	connectors  []apiclient.Connector
	own, others []apiclient.LogEntry // of the person; of everybody, about passwords
	links       []Link
	// unlocked and expired are when that was done here last; zero: not lately.
	unlocked, expired time.Time

	settingsErr, factorsErr, connectorsErr, ownErr, othersErr, linksErr, trailErr error
}

// SignInCheck reads it in one round: GET /sign-in-exp, GET
// /users/:id/mfa-verifications, GET /connectors, GET /logs (twice), the portal's links
// and its trail. Needs access.UserReadSecurity. Of the log only allow-listed fields
// are kept: Logto writes codes into it.
func (d *Directory) SignInCheck(ctx context.Context, actor access.Actor, id string) (SignInCheck, error) {
	if err := d.permit(ctx, actor, access.UserReadSecurity, access.Target{ID: id}); err != nil {
		return SignInCheck{}, err
	}
	c := SignInCheck{now: d.now()}
	var parts sync.WaitGroup
	parts.Go(func() { c.settings, c.settingsErr = d.signIn.Get(ctx) })
	parts.Go(func() { c.factors, c.factorsErr = d.users.MFAVerifications(ctx, id) })
	parts.Go(func() { c.connectors, c.connectorsErr = d.connectors.List(ctx) })
	parts.Go(func() { c.own, c.ownErr = d.newestLogs(ctx, apiclient.LogListOptions{UserID: id}) })
	parts.Go(func() { c.others, c.othersErr = d.newestLogs(ctx, apiclient.LogListOptions{Key: passwordStep}) })
	parts.Go(func() { c.links, _, c.linksErr = d.links.Links(ctx, LinkQuery{Person: id, Limit: 20}, c.now) })
	parts.Go(func() { c.unlocked, c.expired, c.trailErr = d.helpedLast(ctx, id) })
	parts.Wait()
	return c, nil
}

func (d *Directory) newestLogs(ctx context.Context, opts apiclient.LogListOptions) ([]apiclient.LogEntry, error) {
	opts.PageOptions, opts.Since = apiclient.PageOptions{PageSize: logEntries}, d.now().Add(-logSpan)
	page, err := d.logs.List(ctx, opts)
	return page.Items, err
}

// helpedLast is when somebody was unlocked, and asked for a new password, in this
// portal.
func (d *Directory) helpedLast(ctx context.Context, id string) (unlocked, expired time.Time, err error) {
	lifted, err := d.audit.LastChanges(ctx, id, access.UserUnlock, "lockout")
	if err != nil {
		return time.Time{}, time.Time{}, fmt.Errorf("directory: read when somebody was unlocked: %w", err)
	}
	asked, err := d.audit.LastChanges(ctx, id, access.UserExpirePassword, MustRenew)
	if err != nil {
		return time.Time{}, time.Time{}, fmt.Errorf("directory: read when a new password was asked for: %w", err)
	}
	return lifted["lockout"].At, asked[MustRenew].At, nil
}

// LogErr is why the attempts of Attempts are not all there.
func (c SignInCheck) LogErr() error {
	if c.ownErr != nil {
		return c.ownErr
	}
	return c.othersErr
}
