package dev.tidemark.cli.demo;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** The demos on the class path. */
public final class Demos {

    private Demos() {}

    /**
     * The demo of a name.
     *
     * @param position the flag or argument that named it, for the message
     * @throws TidemarkException COMMAND_LINE_INVALID naming those that there are
     */
    public static Demo find(String name, String position) {
        List<String> names = new ArrayList<>();
        for (Demo demo : ServiceLoader.load(Demo.class)) {
            if (demo.name().equals(name)) {
                return demo;
            }
            names.add(demo.name());
        }
        names.sort(null);
        throw new TidemarkException(FailureCode.COMMAND_LINE_INVALID, "there is no demo '" + name + "'", position,
                names.isEmpty() ? "no demos are on the class path" : "there are: " + String.join(", ", names),
                names.isEmpty() ? "start tidemark by its launcher, which brings them along"
                        : "name one of these, such as " + names.getFirst());
    }
}
