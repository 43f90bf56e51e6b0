// Roster is a self-hosted web portal for the people in a Logto tenant.
//
// This package is the program and nothing but wiring: it reads the
// configuration, builds the parts in the order they need each other and joins
// them. Whatever can be said about people, rights, pages or Logto is said in
// the packages it joins. Nobody imports it.
//
// One file per subcommand; `roster help` lists them, `roster help config`
// prints the settings from the struct in config.go.
package main
