/** Vectors with texts and metadata that are added, removed and searched at any time. */
@NullMarked
package dev.nextvec.internal.store;

import org.jspecify.annotations.NullMarked;
