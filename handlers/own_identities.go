package handlers

import (
	"context"
	"crypto/rand"
	"slices"

	"roster/account"
	"roster/apiclient"
	"roster/apiclient/attribute"
	"roster/i18n"
	"roster/views"
	"roster/views/paths"
)

// ownLink links an account of a provider: it begins there, and ends with linkCallback.
var ownLink = ownKind{
	kind: views.OwnLink, back: paths.ProfileConnections(), proof: true, unproved: true,
	about: func(ctx context.Context, s ownStep, in ownInput) (ownPage, error) {
		providers, err := s.Account.Providers(ctx)
		return func(own account.Own, props *views.OwnStepProps) {
			if own.ControlOf(account.Social) != account.Edit {
				props.No, props.Closed = views.Say("problem.field-closed"), true
				return
			}
			c, found := providerBy(in.r.PathValue("connector"), providers)
			if props.Gone = !found; props.Gone {
				return
			}
			props.Provider = providerName(c.Target, c.Name, i18n.LocaleFrom(ctx))
			if _, has := own.User.Identities[c.Target]; has {
				props.No = views.Say("own.link.already")
			}
		}, err
	},
	do: func(ctx context.Context, s ownStep, in ownInput) (ownDone, error) {
		providers, err := s.Account.Providers(ctx)
		if err != nil {
			return ownDone{}, err
		}
		c, found := providerBy(in.r.PathValue("connector"), providers)
		if !found {
			return ownDone{}, account.ErrGone
		}
		state := rand.Text()
		begun, err := s.Account.BeginLink(ctx, in.who, in.tokens, in.proof, c.ID, state, s.linkBack())
		if err != nil {
			return ownDone{}, err
		}
		return ownDone{leaves: &linkUnderWay{
			Viewer: in.who.ID, State: state, Connector: c.ID, Target: c.Target, Record: begun.ID.Reveal(),
			Until: min(begun.Until.Unix(), s.Now().Add(linkLife).Unix()), address: begun.Address,
		}}, nil
	},
}

// linkBack is where providers send the browser back to: they have to know it.
func (a *app) linkBack() string {
	back := *a.URL
	back.Path = paths.ProfileIdentityCallback()
	return back.String()
}

func providerBy(id string, all []apiclient.SocialConnector) (apiclient.SocialConnector, bool) {
	at := slices.IndexFunc(all, func(c apiclient.SocialConnector) bool {
		return c.ID == id && c.Platform != "Native" && !answersByPost(c)
	})
	if at < 0 {
		return apiclient.SocialConnector{}, false
	}
	return all[at], true
}

// answersByPost: Apple answers by a form that its own page sends. A browser sends no
// cookie of the portal along with such a form, and what was begun here cannot be told
// from what somebody else began.
func answersByPost(c apiclient.SocialConnector) bool { return c.Target == "apple" }

// ownUnlink unlinks an account of a provider.
var ownUnlink = ownKind{
	kind: views.OwnUnlink, back: paths.ProfileConnections(), proof: true, unproved: true,
	about: func(ctx context.Context, s ownStep, in ownInput) (ownPage, error) {
		providers, err := s.Account.Providers(ctx)
		if err != nil { // only what it is called depends on it
			s.Log.WarnContext(ctx, "social providers not read", "id", visitOf(in.r).id, "error", err)
		}
		return func(own account.Own, props *views.OwnStepProps) {
			if own.ControlOf(account.Social) != account.Edit {
				props.No, props.Closed = views.Say("problem.field-closed"), true
				return
			}
			target := in.r.PathValue("target")
			linked, found := own.User.Identities[target]
			if props.Gone = !found; props.Gone {
				return
			}
			item := ownIdentity(target, linked, providers, i18n.LocaleFrom(ctx))
			props.Identity, props.Provider, props.LastWay = &item, item.Name, isLastWay(in, own)
		}, nil
	},
	do: func(ctx context.Context, s ownStep, in ownInput) (ownDone, error) {
		err := s.Account.Unlink(ctx, in.who, in.tokens, in.proof, in.r.PathValue("target"))
		return ownDone{anew: true, said: views.Say("own.unlink.done")}, err
	},
}

// isLastWay: as far as the person may see, they have one linked account and nothing else
// to sign in with; an account of their company is not seen here.
func isLastWay(in ownInput, own account.Own) bool {
	email, phone := ownAddresses(in, own)
	username := person(in.r).Username
	if own.Control(attribute.Username) != account.Off {
		username = own.User.Username
	}
	return len(own.User.Identities) == 1 && email == "" && phone == "" && username == ""
}
