package dev.tidemark.verification.compatibility;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** A class of the compatibility suite: runs with {@code -Pci}, and its tests count in the table of peers. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("ci")
@ExtendWith(PeerTable.class)
@interface CompatibilitySuite {}
