package paths

import "net/url"

// Organizations is the list of organizations.
func Organizations(q GroupQuery) string { return q.with("/organizations") }

// Organization is one organization's page.
func Organization(id string) string { return "/organizations/" + url.PathEscape(id) }

// OrganizationWith is one organization's page with the members of q.
func OrganizationWith(id string, q GroupQuery) string { return q.with(Organization(id)) }
