package dev.tidemark.streams.runtime;

/** Where an instance of an application stands. */
public sealed interface AppState {

    /** Topics are looked at, workers initialise, the group is being joined. */
    record Starting() implements AppState {}

    /** Its tasks run, or are being taken over in a rebalance. */
    record Running() implements AppState {}

    /** The inputs' ends were declared and reached, and everything that follows from them is committed. */
    record Drained() implements AppState {}

    /** It was closed; nothing of it is under way. */
    record Closed() implements AppState {}

    /** It stopped by itself; it stands at its last commit and continues there when it is started again. */
    record Failed(Throwable cause) implements AppState {}
}
