/**
 * What groups and transactions share: a coordinator is a state machine over one partition of an internal topic, written as
 * two functions. <em>Decide</em> takes a command and answers with records and a reply; <em>replay</em> takes a record and
 * changes the state. {@link dev.tidemark.broker.coordinator.CoordinatorRuntime} runs them: it appends the records, parks the
 * reply until they are committed, and takes the state back when they are not.
 *
 * <p>Entry type: {@link dev.tidemark.broker.coordinator.CoordinatorRuntime}. {@code broker.group} and {@code broker.txn} use
 * it; {@link dev.tidemark.broker.coordinator.CoordinatorLogs} is what they need of the partitions. Everything here runs on
 * the coordinator's loop.
 */
@NullMarked
package dev.tidemark.broker.coordinator;

import org.jspecify.annotations.NullMarked;
