package emulator

import (
	"iter"
	"slices"
	"sort"
	"strings"
)

// people are the users, newest first, with lookups that stay fast at 100,000. The slice is kept oldest first, so that
// a newly created person is an append.
type people struct {
	oldestFirst []*user
	ids         map[string]*user
	usernames   map[string]*user // exact case: the tenant's default policy
	emails      map[string]*user // lower case
	phones      map[string]*user
}

func newPeople() *people {
	return &people{ids: map[string]*user{}, usernames: map[string]*user{}, emails: map[string]*user{}, phones: map[string]*user{}}
}

func (p *people) len() int { return len(p.oldestFirst) }

func (p *people) byID(id string) *user { return p.ids[id] }

func (p *people) byUsername(name string) *user { return p.usernames[name] }

// byEmail ignores case, as Logto's own check does.
func (p *people) byEmail(email string) *user { return p.emails[strings.ToLower(email)] }

func (p *people) byPhone(phone string) *user { return p.phones[phone] }

// newestFirst goes through everyone in the order of the list.
func (p *people) newestFirst() iter.Seq[*user] {
	return func(yield func(*user) bool) {
		for _, u := range slices.Backward(p.oldestFirst) {
			if !yield(u) {
				return
			}
		}
	}
}

// window is the part of the list (newest first) from offset on, at most limit long; it does not walk the rest.
func (p *people) window(offset, limit int) []*user {
	n := len(p.oldestFirst)
	offset = min(max(offset, 0), n)
	limit = min(max(limit, 0), n-offset)
	out := make([]*user, 0, limit)
	for i := n - 1 - offset; i >= 0 && len(out) < limit; i-- {
		out = append(out, p.oldestFirst[i])
	}
	return out
}

// add puts a person into the list at the place of their createdAt. Uniqueness is the caller's business.
func (p *people) add(u *user) {
	i := len(p.oldestFirst)
	if i > 0 && p.oldestFirst[i-1].createdAt > u.createdAt {
		i = sort.Search(i, func(i int) bool { return p.oldestFirst[i].createdAt > u.createdAt })
	}
	p.oldestFirst = slices.Insert(p.oldestFirst, i, u)
	p.ids[u.id] = u
	p.index(u)
}

func (p *people) remove(u *user) {
	i := sort.Search(len(p.oldestFirst), func(i int) bool { return p.oldestFirst[i].createdAt >= u.createdAt })
	for i < len(p.oldestFirst) && p.oldestFirst[i] != u {
		i++
	}
	if i == len(p.oldestFirst) {
		return
	}
	p.oldestFirst = slices.Delete(p.oldestFirst, i, i+1)
	delete(p.ids, u.id)
	p.unindex(u)
}

// change lets edit touch a person's identifiers and keeps the lookups right.
func (p *people) change(u *user, edit func(*user)) {
	p.unindex(u)
	edit(u)
	p.index(u)
}

func (p *people) index(u *user) {
	u.folded = foldedColumns(u)
	if u.username != nil {
		p.usernames[*u.username] = u
	}
	if u.primaryEmail != nil {
		p.emails[strings.ToLower(*u.primaryEmail)] = u
	}
	if u.primaryPhone != nil {
		p.phones[*u.primaryPhone] = u
	}
}

func (p *people) unindex(u *user) {
	delete(p.usernames, deref(u.username))
	delete(p.emails, strings.ToLower(deref(u.primaryEmail)))
	delete(p.phones, deref(u.primaryPhone))
}
