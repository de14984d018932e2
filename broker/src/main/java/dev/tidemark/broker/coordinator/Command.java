package dev.tidemark.broker.coordinator;

/**
 * One question to a coordinator: its <em>decide</em>. It reads the state, speculative parts included, and says what to append
 * and to reply; durable state changes only through what is appended. It must not run other commands.
 *
 * @param <S> the shard that it is put to
 * @param <R> the reply
 * @param <E> the coordinator's records
 */
@FunctionalInterface
public interface Command<S, R, E> {

    /** Decides, on the coordinator's loop. */
    Decision<R, E> decide(S shard);
}
