package dev.tidemark.streams.runtime.operator;

import dev.tidemark.streams.topology.StoreSpec;

/** Where operators find their stores when a task is opened. */
public interface OperatorStores {

    /** The store of a layout {@code KeyValue}. */
    KeyedState keyed(StoreSpec spec);

    /** The store of a layout {@code Windowed}. */
    WindowedState windowed(StoreSpec spec);
}
