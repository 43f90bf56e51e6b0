package handlers

import "roster/access"

// hookRoutes are about webhooks.
func (a *app) hookRoutes() []route {
	pages, form, manage := webhookPages{a, a.People}, webhookForm{a, a.People, a.People}, need(access.WebhooksManage)
	register := webhookAsk{a, a.People, a.People, registerReceiver}
	routes := []route{
		{pattern: "GET /webhooks", needs: manage, handle: pages.list},
		{pattern: "GET /webhooks/{id}", needs: manage, handle: pages.one},
	}
	routes = append(routes, asked("/webhooks/new", manage, form.page, form.save)...)
	routes = append(routes, asked("/webhooks/register", manage, register.page, register.save)...)
	routes = append(routes, asked("/webhooks/{id}/edit", manage, form.page, form.save)...)
	for path, question := range hookQuestions {
		h := webhookAsk{a, a.People, a.People, question}
		routes = append(routes, asked("/webhooks/{id}/"+path, manage, h.page, h.save)...)
	}
	return routes
}
