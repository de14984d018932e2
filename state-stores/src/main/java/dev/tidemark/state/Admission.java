package dev.tidemark.state;

/** Whether a store's local content is of use: the answer of {@link TaskStores#admit}. */
public sealed interface Admission {

    /** It is: read the changelog from {@code position.offset()}. */
    record Usable(StorePosition position) implements Admission {}

    /** It is not, and has been dropped, this store's alone: read the changelog from its start. */
    record Rebuild(RebuildReason reason) implements Admission {}
}
