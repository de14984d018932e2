package dev.tidemark.streams.runtime.task;

import dev.tidemark.state.Access;
import dev.tidemark.state.StoreDeclaration;
import dev.tidemark.streams.runtime.operator.JoinMomentSerde;
import dev.tidemark.streams.topology.StoreSpec;
import dev.tidemark.streams.topology.SubTopology;
import java.util.ArrayList;
import java.util.List;

/** The stores that a task of a sub-topology opens. */
public final class StoreDeclarations {

    private StoreDeclarations() {}

    /** One for each store of its operators, and the task's own where it needs one. */
    public static List<StoreDeclaration<?, ?>> of(SubTopology subTopology) {
        List<StoreDeclaration<?, ?>> declarations = new ArrayList<>();
        for (StoreSpec store : subTopology.stores()) {
            declarations.add(switch (store.layout()) {
                case StoreSpec.Layout.KeyValue keyValue -> StoreDeclaration.keyValue(store.name(), Access.POINT,
                        store.keySerde(), store.valueSerde());
                case StoreSpec.Layout.Windowed windowed -> StoreDeclaration.windowed(store.name(),
                        windowed.windows().advanceMs(), store.keySerde(), store.valueSerde());
                case StoreSpec.Layout.Session session -> StoreDeclaration.sessions(store.name(),
                        session.sessions().gapMs(), store.keySerde(), store.valueSerde());
                case StoreSpec.Layout.JoinSide side -> StoreDeclaration.joinSide(store.name(),
                        Math.toIntExact(side.windows().segmentMs()), store.keySerde(),
                        new JoinMomentSerde(store.valueSerde()));
            });
        }
        if (subTopology.systemChangelog() != null) {
            declarations.add(StoreDeclaration.system());
        }
        return declarations;
    }
}
