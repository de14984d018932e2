package dev.tidemark.streams.runtime.task;

import dev.tidemark.streams.runtime.operator.KeyedState;
import dev.tidemark.streams.runtime.operator.OperatorStores;

/**
 * The stores of one task as the task sees them: opened, restored, with their intervals. Run by the task.
 *
 * <p>What is put belongs to the active interval; {@link #seal} ends that, and from then on reads go through the active, the
 * sealed and the committed values, in this order.
 */
public interface TaskState extends OperatorStores {

    /** The store of the task itself, for frontiers received and told; values are {@code byte[]}. */
    KeyedState system();

    /** Whether the active interval has changed anything. */
    boolean dirty();

    /** Ends the active interval: serialises what changed, once, and writes it to the changelogs. */
    void seal();

    /** The sealed interval is durable. */
    void committed();

    /** The sealed interval, if there is one, and the active one have fallen. */
    void aborted();

    /** Lets go of files and memory, after a last checkpoint if {@code clean}. */
    void close(boolean clean);
}
