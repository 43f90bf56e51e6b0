package storetest

import (
	"testing"

	"roster/store"
)

// Opener returns two handles on one empty, migrated database, as two replicas would have it.
type Opener func(t *testing.T) (one, other *store.DB)

// Run checks everything that Roster asks of a database. It calls open once for each rule.
func Run(t *testing.T, open Opener) {
	for name, rule := range map[string]func(*testing.T, Opener){
		"session is what was created":                 sessionIsWhatWasCreated,
		"session expires":                             sessionExpires,
		"session that ended stays ended":              sessionThatEndedStaysEnded,
		"sessions of a person end together":           sessionsOfAPersonEndTogether,
		"sweep removes only what expired":             sweepRemovesOnlyWhatExpired,
		"lease has one holder":                        leaseHasOneHolder,
		"lease of a dead holder runs out":             leaseOfADeadHolderRunsOut,
		"lease is given back by its holder":           leaseIsGivenBackByItsHolder,
		"key is new once":                             keyIsNewOnce,
		"key is new again when released":              keyIsNewAgainWhenReleased,
		"draft is what was kept":                      draftIsWhatWasKept,
		"sweep removes drafts that expired":           sweepRemovesDraftsThatExpired,
		"lock has one holder":                         lockHasOneHolder,
		"lock of a dead holder runs out":              lockOfADeadHolderRunsOut,
		"lock is given back by its holder":            lockIsGivenBackByItsHolder,
		"lock keeps what it protects":                 lockKeepsWhatItProtects,
		"link is what was added":                      linkIsWhatWasAdded,
		"link takes the place of the one before":      linkTakesThePlaceOfTheOneBefore,
		"link renewed begins anew":                    linkRenewedBeginsAnew,
		"link starts are counted":                     linkStartsAreCounted,
		"link ends once":                              linkEndsOnce,
		"link is visited once":                        linkIsVisitedOnce,
		"links of a person end together":              linksOfAPersonEndTogether,
		"links are selected and paged":                linksAreSelectedAndPaged,
		"note is what was added":                      noteIsWhatWasAdded,
		"note keeps its versions":                     noteKeepsItsVersions,
		"note is revised once":                        noteIsRevisedOnce,
		"note erased leaves no text":                  noteErasedLeavesNoText,
		"notes are listed and dropped":                notesAreListedAndDropped,
		"trail gives back every byte":                 trailGivesBackEveryByte,
		"trail has no gap under contention":           trailHasNoGapUnderContention,
		"trail stores nothing that was refused":       trailStoresNothingThatWasRefused,
		"trail refuses a wrong number":                trailRefusesAWrongNumber,
		"trail is walked page by page":                trailIsWalkedPageByPage,
		"trail is read whole":                         trailIsReadWhole,
		"trail is found by time":                      trailIsFoundByTime,
		"event is what was added":                     eventIsWhatWasAdded,
		"event is stored once":                        eventIsStoredOnce,
		"events of many writers are each stored once": eventsOfManyWritersAreEachStoredOnce,
		"events are selected":                         eventsAreSelected,
		"event is about each of many":                 eventIsAboutEachOfMany,
		"events are settled":                          eventsAreSettled,
		"newest event is the newest that arrived":     newestEventIsTheNewestThatArrived,
		"events are pruned by kind":                   eventsArePrunedByKind,
		"person erased is in no event":                personErasedIsInNoEvent,
		"persons erased at once are in no event":      personsErasedAtOnceAreInNoEvent,
		"mark goes forward":                           markGoesForward,
		"own records are counted":                     ownRecordsAreCounted,
		"person has one key":                          personHasOneKey,
		"forgotten person has none":                   forgottenPersonHasNone,
		"migrating again changes nothing":             migratingAgainChangesNothing,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rule(t, open)
		})
	}
}
