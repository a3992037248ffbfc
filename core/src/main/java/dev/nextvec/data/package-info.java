/** Vector stores, documents, windows and splits: from files to indices. */
@NullMarked
package dev.nextvec.data;

import org.jspecify.annotations.NullMarked;
