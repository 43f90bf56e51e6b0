package emulator

import (
	"net/http"
	"slices"
)

// jitRoutes are what people get who register with an address of the organization's domains.
func jitRoutes() []route {
	const path = "/organizations/:id/jit"
	return []route{
		{method: http.MethodGet, path: path + "/email-domains", handler: listJITDomains},
		{method: http.MethodPost, path: path + "/email-domains", handler: addJITDomain},
		{method: http.MethodPut, path: path + "/email-domains", handler: replaceJITDomains},
		{method: http.MethodDelete, path: path + "/email-domains/:emailDomain", handler: removeJITDomain},
		{method: http.MethodGet, path: path + "/roles", handler: listJITRoles},
		{method: http.MethodPost, path: path + "/roles", handler: addJITRoles},
		{method: http.MethodPut, path: path + "/roles", handler: replaceJITRoles},
		{method: http.MethodDelete, path: path + "/roles/:relationId", handler: removeJITRole},
	}
}

func jitDomainView(o *organization, domain string) map[string]any {
	return map[string]any{"tenantId": tenantID, "organizationId": o.id, "emailDomain": domain}
}

func listJITDomains(r *request) (response, error) {
	p, err := r.optionalPage()
	if err != nil {
		return response{}, err
	}
	list := []map[string]any{}
	if have := r.tenant.organizations.get(r.param("id")); have != nil {
		for _, domain := range have.jitDomains {
			list = append(list, jitDomainView(have, domain))
		}
	}
	return listAll(pageOf(list, p), p, len(list))
}

func addJITDomain(r *request) (response, error) {
	o, err := r.guardBody(obj(key{"emailDomain", str().min(1)}))
	if err != nil {
		return response{}, err
	}
	have := r.tenant.organizations.get(r.param("id"))
	if have == nil {
		return response{}, foreignKey(http.StatusUnprocessableEntity)
	}
	if slices.Contains(have.jitDomains, o.str("emailDomain")) {
		return response{}, notUnique()
	}
	have.jitDomains = append(have.jitDomains, o.str("emailDomain"))
	return created(jitDomainView(have, o.str("emailDomain")))
}

func replaceJITDomains(r *request) (response, error) {
	o, err := r.guardBody(obj(key{"emailDomains", arr(str().min(1)).min(1)}))
	if err != nil {
		return response{}, err
	}
	have := r.tenant.organizations.get(r.param("id"))
	if have == nil {
		return response{}, foreignKey(http.StatusUnprocessableEntity)
	}
	have.jitDomains = unique(o.strs("emailDomains"))
	return noContent()
}

func removeJITDomain(r *request) (response, error) {
	have := r.tenant.organizations.get(r.param("id"))
	if have == nil || !slices.Contains(have.jitDomains, r.param("emailDomain")) {
		return response{}, notFound()
	}
	have.jitDomains = without(have.jitDomains, []string{r.param("emailDomain")})
	return noContent()
}

func (r *request) jitRoles() relation {
	l := relation{key: "organizationRoleIds", known: r.tenant.hasOrgRole}
	if have := r.tenant.organizations.get(r.param("id")); have != nil {
		l.links = &have.jitRoleIDs
	}
	return l
}

func listJITRoles(r *request) (response, error) {
	if _, err := r.organization(); err != nil {
		return response{}, err
	}
	return listLinks(r, &r.tenant.orgRoles, r.jitRoles(), organizationRoleView)
}

func addJITRoles(r *request) (response, error)     { return r.jitRoles().add(r) }
func replaceJITRoles(r *request) (response, error) { return r.jitRoles().replace(r) }
func removeJITRole(r *request) (response, error)   { return r.jitRoles().remove(r) }
