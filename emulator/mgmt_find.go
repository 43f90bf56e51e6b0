package emulator

import "net/http"

// The three ways Logto says that something is not there: by a custom query or a delete that removed
// nothing, by the generic find-by-id, and by an update that changed nothing.
func notFound() error        { return fail(http.StatusNotFound, "entity.not_found") }
func notExistsWithID() error { return fail(http.StatusNotFound, "entity.not_exists_with_id") }
func notExists() error       { return fail(http.StatusNotFound, "entity.not_exists") }

// nothingToWrite is the refusal of an update without a single known key.
func nothingToWrite() error { return fail(http.StatusUnprocessableEntity, "entity.invalid_input") }

// foreignKey is a reference to a row that does not exist; organization routes answer 422, others 404.
func foreignKey(status int) error { return fail(status, "entity.relation_foreign_key_not_found") }

// notUnique is the unique violation of the organization routes.
func notUnique() error {
	return fail(http.StatusUnprocessableEntity, "entity.unique_integrity_violation")
}

// constraint is a CHECK of the database that did not hold, such as a machine role for a person.
func constraint() error {
	return fail(http.StatusUnprocessableEntity, "entity.db_constraint_violated")
}

// user is the user of the path, or 404.
func (r *request) user() (*user, error) { return r.tenant.mustUser(r.param("userId")) }

func (t *tenant) mustUser(id string) (*user, error) {
	if u := t.people.byID(id); u != nil {
		return u, nil
	}
	return nil, notFound()
}

// row finds a row of a table by id, or answers 404 entity.not_exists_with_id.
func row[T any](t *table[T], id string) (*T, error) {
	if found := t.get(id); found != nil {
		return found, nil
	}
	return nil, notExistsWithID()
}
