// Package storetest is for tests: databases to run against, and the one conformance suite that every kind
// of database must pass.
//
// [SQLite] and [Postgres] give a database of its own to each test. The PostgreSQL server is started on first
// use, shared by the test binary, and gone with it. Only tests import this package.
package storetest
