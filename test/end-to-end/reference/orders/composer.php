<?php
// Compares PHP packages' versions, a pair a line, as Composer does.
foreach (["/usr/share/php/Composer/Semver/autoload.php", "/usr/share/php/Composer/autoload.php"] as $path) {
    if (is_file($path)) {
        require_once $path;
        break;
    }
}
$parser = new Composer\Semver\VersionParser();
$normalized = [];
while (($line = fgets(STDIN)) !== false) {
    [$a, $b] = explode("\t", rtrim($line, "\n"));
    try {
        foreach ([$a, $b] as $version) {
            $normalized[$version] ??= $parser->normalize($version);
            if (str_starts_with($normalized[$version], "dev-")) {
                throw new UnexpectedValueException("a branch");
            }
        }
        echo version_compare($normalized[$a], $normalized[$b]), "\n";
    } catch (UnexpectedValueException $e) {
        echo "?\n";
    }
}
