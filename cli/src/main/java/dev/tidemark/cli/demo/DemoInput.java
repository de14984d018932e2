package dev.tidemark.cli.demo;

import java.io.Closeable;
import org.jspecify.annotations.Nullable;

/** The rows of a demo's input, in the order of their arrival. Run by the player; not shared. */
public interface DemoInput extends Closeable {

    /** The next row, or null at the end. */
    @Nullable
    DemoRecord next();

    /** Where the rows come from, for messages: a path, or the name of the built-in file. */
    String source();
}
