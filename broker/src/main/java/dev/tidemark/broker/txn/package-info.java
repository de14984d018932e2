/**
 * Transactions: the state machine of each {@code transactional.id}, kept in {@code __transaction_state}; producer ids; and
 * the two seams to the data partitions, {@link dev.tidemark.broker.txn.MarkerWriter} and
 * {@link dev.tidemark.broker.txn.TransactionGate}.
 *
 * <p>Entry type: {@link dev.tidemark.broker.txn.TransactionCoordinator}, called by the request handlers. Runs on the
 * loop that hosts the transactions, which is one of the data loops (ADR 8).
 */
@NullMarked
package dev.tidemark.broker.txn;

import org.jspecify.annotations.NullMarked;
