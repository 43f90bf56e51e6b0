// Package account is where people look after their own data and how they sign in: name,
// picture, the standard claims, password and second factors, through Logto's Account API
// with their own access token.
//
// It holds no credential. A token comes with each call, and what a token can do is
// about the person it was given to and nobody else; no id is ever taken from a
// browser. Logto decides field by field what people may see and change
// (/api/account-center). Every change leaves an intent and an outcome in the trail,
// with the person as actor and as target.
package account
