package org.outeffhop.data.fetch;

import java.nio.file.Path;
import java.util.List;

/**
 * A complete file in its place.
 *
 * @param path where it is
 * @param wasThere whether it was there before
 * @param checkedBy how its bytes were checked, as {@link DataFile#checkedBy()}
 * @param unpacked the files that were in it, if it is an archive
 */
public record FetchedFile(Path path, boolean wasThere, String checkedBy, List<Path> unpacked) {}
