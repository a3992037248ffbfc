/** Files that are whole or absent, their hashes and seals, and the folder of caches. */
@NullMarked
package dev.nextvec.internal.file;

import org.jspecify.annotations.NullMarked;
