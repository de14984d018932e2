/** {@code tidemark txn ...}: {@link dev.tidemark.cli.txn.TxnCommand} and one class per verb. Used by the thread that runs the command. */
@NullMarked
package dev.tidemark.cli.txn;

import org.jspecify.annotations.NullMarked;
