/** From text files to chunks to vectors. */
@NullMarked
package dev.nextvec.text;

import org.jspecify.annotations.NullMarked;
