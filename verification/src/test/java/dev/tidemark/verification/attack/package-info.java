/** One broker under clients that mean harm or know no better, in processes of their own: its limits hold and others are served. */
package dev.tidemark.verification.attack;
