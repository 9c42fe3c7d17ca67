process.stdout.write('nothing is measured yet\n');
