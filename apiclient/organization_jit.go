package apiclient

import (
	"context"
	"net/http"
)

// Just-in-time membership: whoever registers with an address of one of an
// organization's domains, or through one of its enterprise connectors, becomes a
// member with its roles (/api/organizations/:id/jit).

// jitDomain is one of an organization's domains.
type jitDomain struct {
	EmailDomain string `json:"emailDomain"`
}

// JITDomains lists the domains of addresses that make members
// (GET /organizations/:id/jit/email-domains).
func (s *OrganizationsService) JITDomains(ctx context.Context, id string) ([]string, error) {
	list, err := everything[jitDomain](ctx, s.client, nil, "organizations", id, "jit", "email-domains")
	if err != nil {
		return nil, err
	}
	domains := make([]string, len(list))
	for i, item := range list {
		domains[i] = item.EmailDomain
	}
	return domains, nil
}

// AddJITDomain adds a domain, such as "example.com"
// (POST /organizations/:id/jit/email-domains, 201). 422
// entity.unique_integrity_violation when it is there.
func (s *OrganizationsService) AddJITDomain(ctx context.Context, id, domain string) error {
	body := jitDomain{EmailDomain: domain}
	return tell(ctx, s.client, http.MethodPost, body, "organizations", id, "jit", "email-domains")
}

// ReplaceJITDomains makes these the only domains (PUT
// /organizations/:id/jit/email-domains, 204).
func (s *OrganizationsService) ReplaceJITDomains(ctx context.Context, id string, domains []string) error {
	return tell(ctx, s.client, http.MethodPut, idList("emailDomains", domains), "organizations", id, "jit", "email-domains")
}

// RemoveJITDomain removes a domain (DELETE
// /organizations/:id/jit/email-domains/:domain). 404 entity.not_found.
func (s *OrganizationsService) RemoveJITDomain(ctx context.Context, id, domain string) error {
	return remove(ctx, s.client, nil, "organizations", id, "jit", "email-domains", domain)
}

// JITRoles lists the organization roles that such members get
// (GET /organizations/:id/jit/roles).
func (s *OrganizationsService) JITRoles(ctx context.Context, id string) ([]OrganizationRole, error) {
	return everything[OrganizationRole](ctx, s.client, nil, "organizations", id, "jit", "roles")
}

// AddJITRoles adds roles (POST /organizations/:id/jit/roles, 201). Unknown role
// or organization: 422 entity.relation_foreign_key_not_found.
func (s *OrganizationsService) AddJITRoles(ctx context.Context, id string, roleIDs []string) error {
	return tell(ctx, s.client, http.MethodPost, idList("organizationRoleIds", roleIDs), "organizations", id, "jit", "roles")
}

// ReplaceJITRoles makes these the only roles (PUT /organizations/:id/jit/roles, 204).
func (s *OrganizationsService) ReplaceJITRoles(ctx context.Context, id string, roleIDs []string) error {
	return tell(ctx, s.client, http.MethodPut, idList("organizationRoleIds", roleIDs), "organizations", id, "jit", "roles")
}

// RemoveJITRole removes a role (DELETE /organizations/:id/jit/roles/:roleId). 404
// entity.not_found.
func (s *OrganizationsService) RemoveJITRole(ctx context.Context, id, roleID string) error {
	return remove(ctx, s.client, nil, "organizations", id, "jit", "roles", roleID)
}

// JITConnectors lists the enterprise connectors that make members
// (GET /organizations/:id/jit/sso-connectors).
func (s *OrganizationsService) JITConnectors(ctx context.Context, id string) ([]SSOConnector, error) {
	return everything[SSOConnector](ctx, s.client, nil, "organizations", id, "jit", "sso-connectors")
}

// AddJITConnectors adds enterprise connectors
// (POST /organizations/:id/jit/sso-connectors, 201).
func (s *OrganizationsService) AddJITConnectors(ctx context.Context, id string, connectorIDs []string) error {
	return tell(ctx, s.client, http.MethodPost, idList("ssoConnectorIds", connectorIDs), "organizations", id, "jit", "sso-connectors")
}

// RemoveJITConnector removes an enterprise connector (DELETE
// /organizations/:id/jit/sso-connectors/:connectorId). 404 entity.not_found.
func (s *OrganizationsService) RemoveJITConnector(ctx context.Context, id, connectorID string) error {
	return remove(ctx, s.client, nil, "organizations", id, "jit", "sso-connectors", connectorID)
}
